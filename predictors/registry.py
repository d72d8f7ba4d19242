"""Predictors by folder or name, bound to the latent space they were fitted on.

A folder holds a predictor of one of three kinds: a head, a scikit-learn estimator, or a head of
one's own, which is another predictor adapted. Names are
those that packages register under the entry-point group `tweetopt.predictors`, ours like
anybody's: an entry is called what users type and points to a `Factory`.
"""

from collections.abc import Callable
from importlib import resources
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from tweetopt.predictors.base import PropertyPredictor
from tweetopt.predictors.personal import PERSONAL_FILES, PersonalPredictor
from tweetopt.predictors.regression import HEAD_FILES, RegressionHead
from tweetopt.predictors.sklearn_predictor import SKLEARN_FILES, SklearnPredictor
from tweetopt.vae.folders import find_folder

GROUP = "tweetopt.predictors"
DEFAULT_PREDICTOR = "likes"

Factory = Callable[[str], PropertyPredictor]
"""Makes a predictor for the latent space of that fingerprint, or raises ValueError."""

_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Path], PropertyPredictor]]] = {
    "head": (HEAD_FILES, RegressionHead.load),
    "sklearn": (SKLEARN_FILES, SklearnPredictor.load),
    "personal": (PERSONAL_FILES, PersonalPredictor.load),
}


def predictor_names() -> list[str]:
    """The names of all registered and bundled predictors, sorted."""
    bundled = Path(str(resources.files("tweetopt.predictors"))) / "pretrained"
    folders = {path.name for path in bundled.glob("*/")} if bundled.is_dir() else set()
    return sorted(folders | set(entry_points(group=GROUP).names))


def load_predictor(name_or_folder: str | Path, *, fingerprint: str) -> PropertyPredictor:
    """Load a predictor for the latent space of a model.

    Args:
        name_or_folder: A folder, or the name of a registered or bundled predictor.
        fingerprint: The model's `TextAutoencoder.fingerprint`.

    Raises:
        FileNotFoundError: There is no such predictor, or a file is missing.
        ValueError: A file is damaged, two packages register the name, what is registered is no
            predictor, or the predictor belongs to another latent space.
    """
    name = str(name_or_folder)
    folder = Path(name_or_folder)
    if not folder.is_dir():
        if entries := list(entry_points(group=GROUP, name=name)):
            return _bound(_made(entries, fingerprint), f"{name!r}", fingerprint)
        if name not in predictor_names():
            raise FileNotFoundError(
                f"predictor: expected a folder or one of {', '.join(predictor_names())}, "
                f"got {name!r}; check the name"
            )
    return _bound(_read(name_or_folder), str(folder), fingerprint)


def kind_of(folder: Path) -> str:
    """The kind of predictor in a folder, "head", "sklearn" or "personal", by its files.

    Raises:
        ValueError: It holds files of several.
        FileNotFoundError: It holds files of none.
    """
    kinds = [
        kind
        for kind, (files, _) in _KINDS.items()
        if any((folder / each).exists() for each in files)
    ]
    if len(kinds) > 1:
        raise ValueError(
            f"predictor {folder}: expected the files of one kind, got those of "
            f"{' and '.join(kinds)}; keep one kind in a folder"
        )
    if not kinds:
        wanted = " or ".join(f"{', '.join(files)} ({kind})" for kind, (files, _) in _KINDS.items())
        raise FileNotFoundError(
            f"predictor {folder}: expected the files {wanted}, got none of them; check the folder"
        )
    return kinds[0]


def _read(name_or_folder: str | Path) -> PropertyPredictor:
    folder = find_folder(name_or_folder, package="tweetopt.predictors", kind="predictor", files=())
    files, load = _KINDS[kind_of(folder)]
    return load(find_folder(folder, package="tweetopt.predictors", kind="predictor", files=files))


def _bound(predictor: PropertyPredictor, where: str, fingerprint: str) -> PropertyPredictor:
    if predictor.info.fingerprint != fingerprint:
        remedy = "train it on this model"
        if isinstance(predictor, PersonalPredictor):
            remedy = "fit it anew: optimize account add NAME --model MODEL"
        raise ValueError(
            f"predictor {where}: expected one for latent space {fingerprint}, got one for "
            f"{predictor.info.fingerprint}; {remedy}"
        )
    return predictor


def _made(entries: list[EntryPoint], fingerprint: str) -> PropertyPredictor:
    """What the one registered factory makes."""
    entry = entries[0]
    if len({each.value for each in entries}) > 1:
        owners = ", ".join(map(_owner, entries))
        raise ValueError(
            f"predictor {entry.name!r}: expected one package to register it, got {owners}; "
            "remove one"
        )
    try:
        factory: Factory = entry.load()
    except Exception as error:  # whatever another package does when it is imported
        raise ValueError(
            f"predictor {entry.name!r}: {entry.value} of {_owner(entry)} cannot be loaded: "
            f"{error!r}"
        ) from error
    predictor = factory(fingerprint) if callable(factory) else factory
    if not isinstance(predictor, PropertyPredictor):
        raise ValueError(
            f"predictor {entry.name!r}: expected {entry.value} of {_owner(entry)} to make a "
            f"PropertyPredictor, got {type(predictor).__name__}; compare docs/predictor-plugin.md"
        )
    return predictor


def _owner(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"
