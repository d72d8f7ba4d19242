"""What real posts say, beside what a predictor says: kept as a small table with it."""

import json
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from tweetopt.predictors.base import PropertyPredictor
from tweetopt.predictors.luck import Luck
from tweetopt.predictors.personal import adapted_from
from tweetopt.predictors.within_accounts import WithinEffects

EVIDENCE_FILE = "evidence.json"


@dataclass(frozen=True)
class Evidence:
    """What real posts say of a property.

    Attributes:
        property: Its name.
        source: Where the posts are from.
        posts: How many were read.
        accounts: Of how many accounts.
        short_below: Characters below which a text is a short one.
        short: Effects of features in short texts.
        long: The same in the others.
        luck: How predicted differences come true; None where the pairs were too few.
        fingerprint: Of the latent space whose predictor the luck is of.
    """

    property: str
    source: str
    posts: int
    accounts: int
    short_below: int
    short: WithinEffects
    long: WithinEffects
    luck: Luck | None = None
    fingerprint: str = ""

    def effects(self, *, length: int) -> WithinEffects:
        """What features go along with in texts of so many characters."""
        return self.short if length < self.short_below else self.long

    def about(self, predictor: PropertyPredictor) -> "Evidence":
        """What it says of a predictor: nothing of luck if it was measured in another space."""
        same = self.fingerprint == predictor.info.fingerprint
        return self if same else replace(self, luck=None)

    def save(self, folder: Path) -> None:
        """Write it as JSON, beside a predictor or alone."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_rounded(asdict(self)), indent=1, ensure_ascii=False)
        (folder / EVIDENCE_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Evidence":
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: It is damaged.
        """
        path = folder / EVIDENCE_FILE
        if not path.is_file():
            raise FileNotFoundError(
                f"{path}: no such file; write one with optimize train evidence TABLE --out {folder}"
            )
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            for length in ("short", "long"):
                fields[length] = WithinEffects(**_tuples(fields[length]))
            if fields["luck"]:
                fields["luck"] = Luck(**_tuples(fields["luck"]))
            return cls(**fields)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"{path}: expected what optimize train evidence writes, got a damaged file "
                f"({reason}); write it again"
            ) from error


def find_evidence(predictor: str | Path) -> Evidence | None:
    """The evidence in a predictor's folder, or beside a bundled one; None where there is none.

    Real posts say of an account's own predictor what they say of the one that it adapts.

    Raises:
        ValueError: It is damaged.
    """
    folder = Path(predictor)
    if not folder.is_dir():
        folder = Path(str(resources.files("tweetopt.predictors"))) / "pretrained" / folder.name
    if (folder / EVIDENCE_FILE).is_file():
        return Evidence.load(folder)
    base = adapted_from(folder)
    return find_evidence(base) if base else None


def _tuples(data: Any) -> Any:
    """Lists as tuples, as deep as they go."""
    if isinstance(data, dict):
        return {key: _tuples(value) for key, value in data.items()}
    return tuple(map(_tuples, data)) if isinstance(data, list) else data


def _rounded(data: Any) -> Any:
    """Numbers to five digits: what is measured isn't known better."""
    if isinstance(data, dict):
        return {key: _rounded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_rounded(value) for value in data]
    return float(f"{data:.5g}") if isinstance(data, float) else data
