"""Words that no rewrite brings in unless asked to: the model has met them, and may suggest one."""

import re

_SWEARS = re.compile(
    r"\b(?:\w*fuck\w*|\w*shit(?:s|t\w*|e|head\w*)?|wtf|bitch\w*|\w*asshole\w*|bastards?|cunts?|"
    r"(?:god)?damn\w*|crap(?:s|py)?|arse(?:s|d|holes?)?|(?:\w*dumb|jack|smart|kick|bad)?ass(?:es)?|"
    r"dick(?:s|head\w*)?|pricks?|piss\w*|sluts?|slutty|whores?|wank\w*|twats?|bollocks|"
    r"nigg\w+|fag(?:s|got\w*)?|retard(?:s|ed)?|trann(?:y|ies)|kikes?|spics?|chinks?|dykes?)\b",
    re.IGNORECASE,
)


def swears_more(text: str, *, than: str) -> bool:
    """Whether a text has swear words or slurs that another one hasn't."""
    allowed = {word.casefold() for word in _SWEARS.findall(than)}
    return any(word.casefold() not in allowed for word in _SWEARS.findall(text))
