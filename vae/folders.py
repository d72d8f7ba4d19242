"""Where models stand: a folder of the user's, or one that came with the package."""

import hashlib
from importlib import resources
from pathlib import Path

DEFAULT_MODEL = "tweets"
WEIGHTS = "model.safetensors"
_FILES = ("config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json")


def model_folder(name_or_folder: str | Path) -> Path:
    """The folder of a model, given by path or by the name of a bundled one.

    Raises:
        FileNotFoundError: Neither a folder nor a bundled name, or a file is missing from it.
    """
    return find_folder(name_or_folder, package="tweetopt.vae", kind="model", files=_FILES)


def find_folder(
    name_or_folder: str | Path, *, package: str, kind: str, files: tuple[str, ...]
) -> Path:
    """A folder by path, or by name under the `pretrained` folder of a package.

    A folder of a bundled name counts if it holds the files: tables, too, lie in folders that are
    called "tweets".

    Args:
        name_or_folder: What the user said.
        package: Whose bundled folders count.
        kind: "model" or "predictor", for messages.
        files: What must be in the folder.

    Raises:
        FileNotFoundError: There is no such folder, or it lacks a file.
    """
    folder = Path(name_or_folder)
    missing = [file for file in files if not (folder / file).is_file()]
    if folder.is_dir() and not missing:
        return folder
    bundled = Path(str(resources.files(package))) / "pretrained"
    names = sorted(path.name for path in bundled.glob("*/")) if bundled.is_dir() else []
    if str(name_or_folder) in names:
        return bundled / str(name_or_folder)
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{kind}: expected a folder{' or one of ' if names else ''}{', '.join(names)}, "
            f"got {str(name_or_folder)!r}, which is not there; check the name"
        )
    raise FileNotFoundError(
        f"{kind} {folder}: expected the file {missing[0]}, which is missing; train or copy "
        f"the {kind} again"
    )


def fingerprint(folder: Path) -> str:
    """Names a model's latent space: 16 hexadecimal digits of its weights' SHA-256."""
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:16]


def check_output_folder(folder: Path) -> None:
    """Refuse to write into a folder that holds something.

    Raises:
        FileExistsError: The folder isn't empty, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{folder}: expected a new or empty folder, got one that holds something; "
            "name another folder"
        )
