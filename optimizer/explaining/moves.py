"""What a person may decide to change: moves, ours and those of other packages.

A move changes what is said or shown, so it is suggested, and made only where the user allows it.
Packages register more of them under the entry-point group `tweetopt.moves`: an entry is called what
users see and points to a `Move`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tweetopt.datasets.registry import find_registered, registered_names
from tweetopt.optimizer.explaining import versions
from tweetopt.optimizer.explaining.features import FEATURES, Feature
from tweetopt.optimizer.permissions import Permission

GROUP = "tweetopt.moves"


@dataclass(frozen=True)
class Move:
    """Something that a person may decide to change.

    Attributes:
        name: What users type and see in tables: "no-link".
        said: The same for people: "without the link".
        permission: What a user allows who lets rewrites make the move.
        versions: From a masked text, its links and mentions numbered (`numbering`), to what it may
            become; nothing where the move can't be made.
        features: What it counts that `features.FEATURES` doesn't.
    """

    name: str
    said: str
    permission: Permission
    versions: Callable[[str], Iterable[str]]
    features: tuple[Feature, ...] = ()


_OWN = {
    move.name: move
    for move in (
        Move("no-link", "without the link", Permission.DROP_LINKS, versions.without_links),
        Move("link-elsewhere", "the link in another place", Permission.REORDER,
             versions.links_elsewhere),
        Move("no-first-mention", "without the mention at the start", Permission.DROP_MENTIONS,
             versions.without_first_mention),
        Move("no-hashtag", "without a hashtag", Permission.DROP_HASHTAGS,
             versions.without_a_hashtag),
        Move("no-emoji", "without the emoji", Permission.DROP_EMOJI, versions.without_emoji),
        Move("no-please-rt", 'without "please RT"', Permission.DROP_SENTENCES,
             versions.without_please_rt),
        Move("no-first-sentence", "without the first sentence", Permission.DROP_SENTENCES,
             versions.without_first_sentence),
        Move("no-last-sentence", "without the last sentence", Permission.DROP_SENTENCES,
             versions.without_last_sentence),
        Move("half", "half as long", Permission.DROP_SENTENCES, versions.half_as_long),
        Move("main-point-first", "another sentence first", Permission.REORDER,
             versions.another_sentence_first),
        Move("question", "with a question", Permission.ASK, versions.as_question),
        Move("split", "a sentence split in two", Permission.RESTYLE, versions.split_in_two),
        Move("digits", "numbers as digits", Permission.RESTYLE, versions.with_digits),
        Move("lower-case", "all lower case", Permission.RESTYLE, versions.in_lower_case),
    )
}  # fmt: skip


def all_moves() -> dict[str, Move]:
    """All moves by name: ours, then those of other packages.

    Raises:
        ValueError: What is registered is no such `Move`.
    """
    others = [name for name in registered_names(GROUP) if name not in _OWN]
    found = {name: find_registered(GROUP, name, of_type=Move, what="move") for name in others}
    return {**_OWN, **{name: move for name, move in found.items() if move is not None}}


def all_features(moves: Mapping[str, Move]) -> dict[str, Feature]:
    """Everything that is counted, ours and that of moves, by name."""
    own = [feature for move in moves.values() for feature in move.features]
    return {**FEATURES, **{feature.name: feature for feature in own}}
