"""How often the post that is predicted more gets more: wording against luck.

Of two posts of one account, y_A - y_B = slope * d + luck on the scale, where d is the predicted
difference and luck is normal with the standard deviation sigma. So A gets more than B with the
chance Phi(slope * d / sigma), Phi being the normal distribution function (Thurstone 1927, "A law of
comparative judgment"). Slope and sigma are fitted on pairs of real posts, and depend on how near
the two texts are: a predictor exaggerates the difference between two versions of a text more than
that between two texts.
"""

import math
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

BUCKETS = 2**16
"""Of groups of three letters; a text has a few hundred, so that few share one."""
_GROUP = 3  # letters
_NOT_SPACE = re.compile(r"\S+")


@dataclass(frozen=True)
class Luck:
    """Slope and sigma of pairs of posts, by how near their texts are.

    Attributes:
        nearness: Mean nearness of each band of pairs, rising, 0 to 1; see `nearness`.
        slopes: Of each band: how much of a predicted difference comes true.
        slope_errors: Their standard errors, with the accounts as the sample.
        sigmas: Of each band: the standard deviation of luck, on the scale, which makes the chances
            of who gets more likeliest.
        pairs: How many pairs each band was fitted on.
        accounts: How many accounts posted them.
    """

    nearness: tuple[float, ...]
    slopes: tuple[float, ...]
    slope_errors: tuple[float, ...]
    sigmas: tuple[float, ...]
    pairs: tuple[int, ...]
    accounts: int

    def __post_init__(self) -> None:
        columns = (self.nearness, self.slopes, self.slope_errors, self.sigmas, self.pairs)
        numbers = [number for column in columns for number in column]
        if len(set(map(len, columns))) != 1 or not numbers or not all(map(math.isfinite, numbers)):
            raise ValueError("luck: expected as many finite numbers in each column, at least one")
        if list(self.nearness) != sorted(self.nearness) or min(self.sigmas) <= 0:
            raise ValueError("luck: expected rising nearness, and sigmas above 0")

    def slope(self, nearness: float) -> float:
        """How much of a predicted difference comes true."""
        return _between(self.nearness, self.slopes, nearness)

    def slope_error(self, nearness: float) -> float:
        """The slope's standard error."""
        return _between(self.nearness, self.slope_errors, nearness)

    def chance(self, difference: float, *, nearness: float) -> float:
        """The chance, 0 to 1, that a post gets more than another one that doesn't get as many.

        Args:
            difference: What it is predicted more, on the scale, as by two posts of one account.
            nearness: Of the two texts.
        """
        sigma = _between(self.nearness, self.sigmas, nearness)
        return NormalDist().cdf(self.slope(nearness) * difference / sigma)


def nearness(text: str, other: str) -> float:
    """The cosine of two texts' groups of three letters, 0 to 1; 0 for a text without any."""
    own, others = set(letter_groups(text)), set(letter_groups(other))
    both = math.sqrt(len(own) * len(others))
    return len(own & others) / both if both else 0.0


def letter_groups(text: str) -> Iterable[int]:
    """The different groups of three letters of a text's words, hashed; words end in spaces."""
    found: set[str] = set()
    for word in _NOT_SPACE.findall(text.lower()):
        padded = f" {word} "
        starts = range(len(padded) - _GROUP + 1)
        found.update(padded[start : start + _GROUP] for start in starts)
    return {zlib.crc32(group.encode("utf-8", "surrogatepass")) % BUCKETS for group in found}


def _between(places: tuple[float, ...], values: tuple[float, ...], wanted: float) -> float:
    """A value at a place, in a straight line between known ones, level beyond them."""
    above = next((row for row, place in enumerate(places) if place >= wanted), len(places) - 1)
    below = max(above - 1, 0)
    if above == below or places[above] <= wanted or places[below] >= wanted:
        return values[below] if places[below] >= wanted else values[above]
    share = (wanted - places[below]) / (places[above] - places[below])
    return values[below] + share * (values[above] - values[below])
