"""The same clauses in another order, and sentences without the words that go without saying.

Rules for English, kept to the cases that cannot go wrong: where one isn't sure, it says nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from tweetopt.datasets.entities import MENTION

_BREAK = re.compile(r"((?<=[.!?…])\s+|\n+)")
_SENTENCE = re.compile(  # and its mark, or emoji and a link
    rf"(?P<core>[^\W\d_][^.!?…;:()\"“”—–\n]*?)(?P<end>[.!?…]+|(?:\s+[^\s\w#&'’{MENTION}]\S*)*)"
)
_ABBREVIATED = re.compile(r"\b[A-Z]\w{,4}\.\s|\.\s[a-z]$")  # "St. Paul", "the anniv. of"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PERSONS = _listed("i we you")
_SUBJECTS = _PERSONS | _listed("he she it they there my our your his her their the a an everyone")
_OTHERS = _listed("he she it they him her them his its their this that these those")
"""They point at what was named before, which may be just what moves."""

_CONJUNCTIONS: dict[tuple[str, ...], frozenset[str] | None] = {
    ("because", "of"): None,
    **dict.fromkeys([("because",), ("if",), ("when",), ("while",), ("unless",)], _SUBJECTS),
    **dict.fromkeys([("although",), ("even", "though")], _SUBJECTS),
    **dict.fromkeys([("after",), ("before",), ("once",), ("as", "soon", "as")], _PERSONS),
}
"""With what follows where they open a clause; None: anything."""

_TIMES = [
    ("today",), ("tonight",), ("tomorrow",), ("yesterday",),
    ("last", "night"), ("earlier", "today"),
    *((which, span) for which in ("this", "last", "next") for span in ("week", "month", "year")),
    *(("this", part) for part in ("morning", "afternoon", "evening", "weekend")),
]  # fmt: skip

_HOLDERS = _listed(
    """
    know knew remember wonder ask asked see tell about day moment time times even only just not
    especially right shortly long soon and or but of on is was are were that's it's year years month
    months week weeks days hour hours minute minutes what than as until till since for from to by
    like late early at in later earlier through be before after starting beginning effective back
    """
)
"""What follows them belongs to them, and not to the sentence."""

_NESTING = _listed(
    """
    say says said saying tell told think thought hope hopes hoped hoping know knew known want
    wants wanted plan plans planned planning believe believes announce announced announcing
    promise promised ask asked that which who what where because if when while unless than until
    and or but so then by those today tonight tomorrow yesterday
    """
)
"""After them, another clause or another time: the moved one could be taken for a part of it."""

_CLAUSES_OF_ITS_OWN = _listed("that who which where want wants wanted")

_FEELINGS = (
    "proud|happy|glad|honored|thrilled|excited|grateful|thankful|delighted|pleased|great|good"
    "|wonderful|nice|looking|heading|an honor|a pleasure|a privilege"
)
_GOES_UNSAID = re.compile(
    r"(?:(?:I['’]m|I am|I was|we['’]re|we are|we were|it['’]s|it is|it was) "
    rf"(?=(?:(?:so|very|really) )?(?:{_FEELINGS}) (?:to|of|that|for|about|with)\b)"
    r"|(?:I|we) (?=(?:can['’]t (?:wait|believe)|just|had an?|met|found|spent|love this)\b))",
    re.IGNORECASE,
)
_SECOND_VERB = re.compile(r"\b(?:and|but) (?:am|are|was|were|will|have|had|can|would|look|hope)\b")

Rule = Callable[[str], Iterator[str]]


def clause_rewrites(text: str) -> Iterator[str]:
    """A text with one sentence said in another order, or without its "I'm"; in all ways."""
    pieces = _BREAK.split(text)
    for number, piece in enumerate(pieces):
        before, after = "".join(pieces[:number]), "".join(pieces[number + 1 :])
        sentence = _SENTENCE.fullmatch(piece)
        if sentence is None or _ABBREVIATED.search(piece + after[:2]):
            continue
        rules = _STATEMENTS if "?" not in sentence["end"] else _QUESTIONS
        for rule in rules:
            for core in rule(sentence["core"]):
                yield before + _cased(core, sentence["core"]) + sentence["end"] + after


def _clause_to_front(core: str) -> Iterator[str]:
    """We win when we fight: when we fight, we win."""
    words = core.split()
    if "," in core or words[0].casefold() not in _SUBJECTS:
        return
    places = [place for place in range(len(words)) if _conjunction(words[place:])]
    if len(places) != 1 or places[0] < 2 or words[places[0] - 1].casefold() in _HOLDERS:
        return
    main, clause = words[: places[0]], words[places[0] :]
    if not _OTHERS & _plain(clause) and not _CLAUSES_OF_ITS_OWN & _plain(main):
        yield f"{' '.join(clause)}, {' '.join(_lowered(main))}"


def _clause_to_end(core: str) -> Iterator[str]:
    """When we fight, we win: we win when we fight."""
    clause, comma, main = core.partition(", ")
    words = clause.split()
    clauses = sum(1 for place in range(len(words)) if _conjunction(words[place:]))
    if not comma or "," in main or not _conjunction(words) or clauses > 1:
        return
    others = main.split()
    if not (_OTHERS & _plain(others) or _NESTING & _plain(others[1:])) and len(others) > 1:
        yield " ".join([*others, *_lowered(words)])


def _time_to_front(core: str) -> Iterator[str]:
    """We voted today: today we voted."""
    words = core.split()
    for time in _TIMES:
        main = words[: -len(time)]
        if tuple(map(str.casefold, words[-len(time) :])) != time or len(main) < 3 or "," in core:
            continue
        fixed = main[0].casefold() not in _SUBJECTS or main[-1].casefold() in _HOLDERS
        if not fixed and not _NESTING & _plain(main):
            yield " ".join([*words[-len(time) :], *_lowered(main)])


def _time_to_end(core: str) -> Iterator[str]:
    """Today we voted: we voted today."""
    opening, comma, rest = core.partition(", ")
    if "," in rest:
        return
    words = [*opening.split(), *rest.split()] if comma else core.split()
    for time in _TIMES:
        main = words[len(time) :]
        if comma and len(opening.split()) != len(time):
            continue
        if tuple(map(str.casefold, words[: len(time)])) != time or len(main) < 3:
            continue
        if main[0].casefold() in _SUBJECTS and not (_NESTING | {"to"}) & _plain(main):
            yield " ".join([*main, *_lowered(words[: len(time)])])


def _unsaid(core: str) -> Iterator[str]:
    """I'm proud to help: proud to help."""
    match = _GOES_UNSAID.match(core)
    if match and not _SECOND_VERB.search(core):
        yield core[match.end() :]


_QUESTIONS: Sequence[Rule] = (_clause_to_end,)
_STATEMENTS: Sequence[Rule] = (
    _clause_to_front,
    _clause_to_end,
    _time_to_front,
    _time_to_end,
    _unsaid,
)


def _conjunction(words: Sequence[str]) -> bool:
    """Whether words open with a conjunction and the beginning of its clause."""
    plain = [re.split("['’]", word.casefold())[0] for word in words[:4]]
    for conjunction, subjects in _CONJUNCTIONS.items():
        length = len(conjunction)
        if tuple(plain[:length]) == conjunction and len(words) > length + 1:
            return subjects is None or plain[length] in subjects
    return False


def _plain(words: Sequence[str]) -> set[str]:
    return {re.split("['’]", word.casefold())[0].strip(",") for word in words}


def _lowered(words: Sequence[str]) -> list[str]:
    """Words that no longer open a sentence; the first is one of grammar, and no name."""
    first, *others = words
    if re.match(r"I\b", first) or first[1:].isupper():  # or is shouted
        return list(words)
    return [first[0].lower() + first[1:], *others]


def _cased(core: str, model: str) -> str:
    """A sentence with the capital, or the lack of one, of another."""
    return core[0].upper() + core[1:] if model[0].isupper() else core
