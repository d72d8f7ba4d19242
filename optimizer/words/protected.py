r"""Hashtags, cashtags and codes: words that every rewrite holds to the letter.

The one place that says which they are. `Constraints`, through which all rewrites go, asks here. To
the model they are words like others; links, e-mails and mentions are masked (`datasets.links`).

Protected is a run of letters and digits that are joined by ``. @ / _ - \ $ #``, or that begins with
one of them (`#tea`, `$TEA.V`, `big-data.csv`, `r/tea`, `U.S.A`, `-5`), and a word of letters and
digits (`SAVE20`). What looks alike and is plain prose:

- a word with hyphens ("well-known", "T-shirt", "Anglo-Saxon"). With a digit, a capital after two
  of its hyphens ("Big-Great-Shop") or nothing but capitals it is a code;
- two sentences without a space between ("so good.It was");
- what is parted by more than one dot or dash ("Well...no", "yes--no").

No rewrite puts punctuation on a code or a link that had none; numbers ("3.50", "5pm") may take
some.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from tweetopt.datasets.placeholders import LINK

_JOINS = r"(?:(?!\.\.|--)[.@＠/\\$#＃-])+"
_PART = r"\w+(?:['’]\w+)*"
_RUN = re.compile(
    rf"(?<![\w.@＠/\\$#＃-])(?:[A-Za-z]:(?=[\\/]))?(?:{_JOINS})?{_PART}(?:{_JOINS}{_PART})*[#＃/\\$]*"
)
_SENTENCES = re.compile(r"[^\W\d_]['’.\w-]*")
_NO_SPACE = re.compile(r"(?<=[^\W\d_]{2})\.(?=I\b|[A-Z]+[a-z])")
_PLAIN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_HYPHENS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+(?:['’][^\W\d_]+)*)+")
_NAME = re.compile(r"-[A-Z].*-[A-Z]")
_JOINED = re.compile(r"(?![ru]/)[^\W_]+(?:[./’'-][^\W_]+)*")
_NUMBER = re.compile(r"[$-]?\d[\d.,/-]*[^\W\d_]{0,2}")


def protected(text: str) -> Counter[str]:
    """The hashtags, cashtags and codes of a masked text, by how often they stand there."""
    return Counter(code for code, _, _ in _codes(text))


def is_hashtag(code: str) -> bool:
    """Whether one of them is a hashtag."""
    return code[0] in "#＃"


def is_joined_prose(code: str) -> bool:
    """Whether one joins plain words or numbers, as "and/or" and "24/7" do, and "r/tea" doesn't."""
    return bool(_JOINED.fullmatch(code))


def without_marks(text: str) -> Counter[str]:
    """The codes and links of a masked text that touch no punctuation; not numbers."""
    places = [code for code in _codes(text) if not _NUMBER.fullmatch(code[0])]
    places += ((LINK, *match.span()) for match in re.finditer(LINK, text))
    return Counter(
        code
        for code, start, end in places
        if not _is_mark(text[max(0, start - 1) : start]) and not _is_mark(text[end : end + 1])
    )


def _codes(text: str) -> Iterator[tuple[str, int, int]]:
    """Each one, where it begins, and where it ends."""
    for run in _RUN.finditer(text):
        start = run.start()
        for piece in _NO_SPACE.split(run[0]) if _SENTENCES.fullmatch(run[0]) else [run[0]]:
            if _is_code(piece):
                yield piece, start, start + len(piece)
            start += len(piece) + 1


def _is_code(run: str) -> bool:
    if _PLAIN.fullmatch(run):
        return False
    return not _HYPHENS.fullmatch(run) or run.isupper() or bool(_NAME.search(run))


def _is_mark(char: str) -> bool:
    return char != "" and unicodedata.category(char).startswith("P")
