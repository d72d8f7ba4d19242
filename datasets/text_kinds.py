"""Kinds of text: what must stay to the letter in them, and how long they may be.

A model remembers the kind of its texts by name; whoever works with the model asks for it here.
Packages register more kinds under the entry-point group `tweetopt.kinds`: an entry is called what
users type and points to a `TextKind`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tweetopt.datasets.links import links_and_mentions
from tweetopt.datasets.placeholders import Finder, Masked, mask
from tweetopt.datasets.registry import find_registered, registered_names
from tweetopt.datasets.tweet_length import weighted_length

GROUP = "tweetopt.kinds"


@dataclass(frozen=True)
class TextKind:
    """What is special about some texts.

    Attributes:
        name: What users type.
        entities: Finds what a rewrite must hold to the letter: a function from a text to its
            `Entity` objects, such as `Matches(re.compile(...))`. None where there is nothing of
            the sort.
        length: Counts a text's characters.
        longest: So many of them may be posted; None where there is no limit.
        prose: Whether the texts are English sentences, whose words may be put otherwise.
        noun: What one of them is called.
        composer: Address that opens the platform's own window for writing, the text put behind it;
            None where there is none.
    """

    name: str
    entities: Finder | None = links_and_mentions
    length: Callable[[str], int] = len
    longest: int | None = None
    prose: bool = True
    noun: str = "text"
    composer: str | None = None

    def __post_init__(self) -> None:
        if not (self.entities is None or callable(self.entities)):
            raise TypeError(
                f"kind {self.name}: entities: expected a function from a text to its entities, got "
                f"{type(self.entities).__name__}; wrap a pattern: Matches(re.compile(...))"
            )

    def clean(self, text: str) -> str:
        """Undo what exports do to prose; all else is taken to the letter."""
        from tweetopt.datasets.cleaning import clean

        return clean(text) if self.prose else text

    def mask(self, text: str) -> Masked:
        """Replace every entity by one placeholder character."""
        return mask(text, self.entities)

    def too_long(self, text: str, *, original: str) -> bool:
        """Whether a rewrite can't be posted; it may be as long as its original in any case."""
        if self.longest is None:
            return False
        length = self.length(text)
        return length > self.longest and length > self.length(original)


TWEETS = TextKind(
    "tweets",
    length=weighted_length,
    longest=280,
    noun="tweet",
    composer="https://x.com/intent/post?text=",
)
PROSE = TextKind("prose")
CODE = TextKind("code", entities=None, prose=False, noun="line")

_OWN = {kind.name: kind for kind in (TWEETS, PROSE, CODE)}


def kind_names() -> list[str]:
    """The names of all kinds, ours first."""
    return list(dict.fromkeys([*_OWN, *registered_names(GROUP)]))


def find_kind(name: str) -> TextKind:
    """A kind by its name.

    Raises:
        ValueError: There is none of that name, or what is registered is no such `TextKind`.
    """
    kind = _OWN.get(name) or find_registered(GROUP, name, of_type=TextKind, what="kind")
    if kind is None:
        raise ValueError(
            f"kind: expected one of {', '.join(kind_names())}, got {name!r}; check the name, or "
            "install the package that brings it"
        )
    return kind
