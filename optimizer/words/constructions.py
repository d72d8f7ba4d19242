"""The same sentence built otherwise: time or clause first or last, subject left out, fewer words.

Each rule needs a whole sentence of a shape that can be told by its words alone; where grammar could
go wrong, nothing is proposed.
"""

import re
from collections.abc import Callable, Iterator

from tweetopt.optimizer.words.rearranging import sentences
from tweetopt.vae.wording.words import APOSTROPHE, capitalised

_PRONOUN = r"(?:I|we|you|they|he|she|it)"
_SHORT = rf"(?:{APOSTROPHE}(?:m|ve|re|s|ll|d))?"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME = (
    r"(?:today|tonight|tomorrow|yesterday"
    r"|this (?:morning|afternoon|evening|weekend|week|month|year)"
    rf"|last (?:night|week|weekend|month|year)|(?:on|every|last|next) {_DAY}"
    r"|every (?:day|night|morning|week|year)|after (?:work|school|lunch|dinner))"
)
_END = r"(?P<end>[.!…]*)"
_PLAIN = r"[^,;:?!.…\n\ue000-\uf8ff]+"
"""Words of one clause: no mark, no line break, no link."""
_SUBJECT = rf"(?:{_PRONOUN}{_SHORT}|(?:my|our|the|this) \w+)"
_JOINS = re.compile(
    r"\b(?:and|but|or|because|so|that|which|who|if|when|while|than|until|as|what|how|where|why)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(rf"ing$|\b{_TIME}\b|(?:\S+ ){{12}}", re.IGNORECASE)
"""What a time at the end may belong to ("starting today"), another time, or too long a way."""
_TIME_LAST = re.compile(rf"(?P<rest>{_SUBJECT} {_PLAIN}) (?P<time>{_TIME}){_END}", re.IGNORECASE)
_TIME_FIRST = re.compile(rf"(?P<time>{_TIME}),? (?P<rest>{_SUBJECT} {_PLAIN}){_END}", re.IGNORECASE)
_CLAUSE = r"(?:if|when|whenever|after|before|because|once|while|unless|even though|although)"
_CLAUSE_FIRST = re.compile(
    rf"(?P<clause>{_CLAUSE} {_PLAIN}), (?P<rest>{_PLAIN}){_END}", re.IGNORECASE
)
_CLAUSE_LAST = re.compile(
    rf"(?P<rest>{_SUBJECT} {_PLAIN}) (?P<clause>(?:after|because|before|if|when) {_PRONOUN}{_SHORT}"
    rf" {_PLAIN}){_END}",
    re.IGNORECASE,
)
_TAKES_CLAUSE = re.compile(  # "I don't know when I ..." can't be turned round
    r"\b(?:know|knows|knew|ask\w*|wonder\w*|see|saw|tell\w*|told|remember\w*|forg[eo]t\w*|care\w*|"
    r"matter\w*|hate\w*|love\w*|like\w*|sure|only|just|even|especially|not|it's|is|was|days?|years?|"
    r"weeks?|months?|hours?|minutes?|right|soon|long|years|ever|then)$",
    re.IGNORECASE,
)
_IRREGULAR = (
    r"(?:found|ran|spent|made|had|got|saw|met|won|lost|went|came|took|bought|sold|ate|wrote|"
    r"rewrote|read|told|put|built|broke|left|quit|slept|heard|watched|caught|cut|taught|learnt|"
    r"gave|forgot|drank|drove|flew|grew|hit|kept|paid|sent|set|sat|stood|swam|thought|woke|wore)"
)
_DONE = rf"(?:\w+ed|{_IRREGULAR})"
_OFTEN = r"(?:(?:just|finally|accidentally|almost|never|still|already|also) )?"
_I_DID = re.compile(rf"I (?!used to)(?=(?:just|finally|accidentally|almost) {_DONE}\b|{_DONE}\b)")
_DID = re.compile(  # "Honored to be here" is another sentence
    rf"(?={_OFTEN}(?:{_DONE} (?:my|a|an|the|this|our|\d)"
    rf"|{_IRREGULAR} (?:for|to|up|out|off|into))\b)",
    re.IGNORECASE,
)
_NOT_DID = re.compile(
    r"(?:need|indeed|speed|seed|bed|red|wed|shed|feed|hundred|added|based|used)\b", re.IGNORECASE
)
_I_HAVE_NO = re.compile(r"(?:I have|I've got|there is|there's|there are) (?=no )", re.IGNORECASE)
_I_AM = re.compile(rf"I(?: am|{APOSTROPHE}m) (?=so |not sure|glad |happy |proud |excited |tired )")
_THAT = re.compile(
    rf"\b(?P<verb>think|thinks|thought|know|knows|knew|hope|hopes|believe|feel|feels|say|says|said|"
    rf"glad|happy|sure|sad|proud|wish|guess|tells? you|told (?:me|you|us)|means|bet)"
    rf" that (?=(?:{_PRONOUN}|my|our|the|this|there)\b)",
    re.IGNORECASE,
)
_WHICH_I = re.compile(
    r"(?<=[a-z])(?<!\band)(?<!\bor)(?<!\bbut) that (?=(?:I|we|you|they) (?!of\b)[a-z])"
)
_FILLER = re.compile(  # "is just me", "not really": there they say something
    r"(?<=[a-zI] )(?<!\bis )(?<!\bit )(?<!\bnot )(?<!n't )(?<!n’t )(?<!\bor )(?<!\bhow )"
    r"(?:just(?= [a-z]+ed\b| got\b| found\b| saw\b| had\b)|actually|basically|literally|honestly)"
    r" (?=[a-z])"
)
_FILLER_IN_FRONT = re.compile(
    r"(?:Honestly|Actually|Basically|Literally|Well|Okay|Ok), (?=\w)", re.IGNORECASE
)


def constructions(text: str) -> list[str]:
    """Rewrites of a text, one sentence of each built otherwise."""
    parts = sentences(text)
    found: dict[str, None] = {}
    for place in range(0, len(parts), 2):
        for other in _rebuilt(parts[place]):
            found["".join([*parts[:place], other, *parts[place + 1 :]])] = None
    found.pop(text, None)
    return list(found)


def _rebuilt(sentence: str) -> Iterator[str]:
    for rule in _RULES:
        yield from rule(sentence)


def _moved(
    pattern: re.Pattern[str], build: Callable[[re.Match[str]], str]
) -> Callable[[str], Iterator[str]]:
    """A rule for whole sentences; in small letters it stays in small letters."""

    def rule(sentence: str) -> Iterator[str]:
        match = pattern.fullmatch(sentence)
        if match is None or _JOINS.search(match["rest"]) or _BINDS.search(match["rest"]):
            return
        built = build(match)
        yield capitalised(built) if sentence[:1].isupper() else built

    return rule


def _cut(pattern: re.Pattern[str], put: str = "") -> Callable[[str], Iterator[str]]:
    """A rule that puts something shorter for what matches inside a sentence, once."""

    def rule(sentence: str) -> Iterator[str]:
        for match in pattern.finditer(sentence):
            yield sentence[: match.start()] + match.expand(put) + sentence[match.end() :]

    return rule


def _opening(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    """A rule that leaves out what a sentence begins with."""

    def rule(sentence: str) -> Iterator[str]:
        if match := pattern.match(sentence):
            rest = sentence[match.end() :]
            yield capitalised(rest) if sentence[:1].isupper() else rest

    return rule


def _with_i(sentence: str) -> Iterator[str]:
    if _DID.match(sentence) and not _NOT_DID.match(sentence) and sentence[:1].isupper():
        yield f"I {sentence[0].lower()}{sentence[1:]}"


def _inside(words: str) -> str:
    """The start of a sentence, inside one."""
    first = re.match(rf"\w+(?:{APOSTROPHE}\w+)?", words)
    return words if first and first[0].startswith("I") and first[0][1:2] in ("", "'", "’") else (
        words[:1].lower() + words[1:]
    )  # fmt: skip


def _clause_last(match: re.Match[str]) -> str:
    return f"{match['rest']} {_inside(match['clause'])}{match['end']}"


def _clause_first(sentence: str) -> Iterator[str]:
    match = _CLAUSE_LAST.fullmatch(sentence)
    if match and not _TAKES_CLAUSE.search(match["rest"]) and not _JOINS.search(match["rest"]):
        built = f"{match['clause']}, {_inside(match['rest'])}{match['end']}"
        yield capitalised(built) if sentence[:1].isupper() else built


_RULES: list[Callable[[str], Iterator[str]]] = [
    _moved(_TIME_LAST, lambda match: f"{match['time']} {_inside(match['rest'])}{match['end']}"),
    _moved(_TIME_FIRST, lambda match: f"{match['rest']} {_inside(match['time'])}{match['end']}"),
    _moved(_CLAUSE_FIRST, _clause_last),
    _clause_first,
    _opening(_I_DID),
    _with_i,
    _opening(_I_HAVE_NO),
    _opening(_I_AM),
    _cut(_THAT, r"\g<verb> "),
    _cut(_WHICH_I, " "),
    _cut(_FILLER),
    _opening(_FILLER_IN_FRONT),
]
