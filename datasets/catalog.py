"""Data sets by name: public ones by download, with checksums, or any from a local folder."""

import csv
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from urllib.parse import quote

import pandas as pd

GROUP = "tweetopt.datasets"
"""The entry-point group that data sets register in, ours and other packages'."""
FOLDER_VARIABLE = "TWEETOPT_DATA"
GITHUB = "https://raw.githubusercontent.com"


@dataclass(frozen=True)
class Source:
    """Raw files at a fixed commit of a public repository.

    Attributes:
        repository: As in its address, "owner/name".
        commit: The commit, 40 hexadecimal digits.
        manifest: A CSV file with the columns path, bytes and sha256; its path, absolute or
            relative to this package's manifests.
    """

    repository: str
    commit: str
    manifest: str

    def files(self) -> dict[str, tuple[int, str]]:
        """Bytes and SHA-256 of each file, by path."""
        text = (resources.files(__package__) / "manifests" / self.manifest).read_text("utf-8")
        return {
            row["path"]: (int(row["bytes"]), row["sha256"])
            for row in csv.DictReader(text.splitlines())
        }


@dataclass(frozen=True)
class Dataset:
    """A table that can be had by name.

    Attributes:
        name: Its name, and that of its file in a local folder, without the suffix.
        description: What it is, in a line.
        licence: What is known of its terms.
        columns: Names of its columns.
        build: Makes the table from the downloaded files, in the order of the manifest; None
            where it can only be read from a local folder.
        source: Where the files are; None where `build` needs none.
    """

    name: str
    description: str
    licence: str
    columns: tuple[str, ...]
    build: Callable[[Sequence[Path]], pd.DataFrame] | None
    source: Source | None = None


def find_dataset(name: str) -> Dataset:
    """A registered data set.

    Raises:
        ValueError: There is none of that name; the message lists those that there are.
    """
    known = _entries()
    if name not in known:
        raise ValueError(
            f"data: expected one of {', '.join(sorted(known))}, got {name!r}; check the name"
        )
    dataset = known[name].load()
    if not isinstance(dataset, Dataset):
        raise ValueError(f"data {name}: expected its entry point to be a Dataset, got {dataset!r}")
    return dataset


def list_datasets() -> list[Dataset]:
    """All registered data sets, by name."""
    return [find_dataset(name) for name in sorted(_entries())]


def load_dataset(
    dataset: Dataset,
    *,
    folder: Path | None = None,
    address: str = GITHUB,
    cache: Path | None = None,
    on_files: Callable[[int], None] = lambda _: None,
) -> pd.DataFrame:
    """A data set as a clean table.

    Args:
        dataset: Which one; `find_dataset` knows them by name.
        folder: Read NAME.parquet from here; by default from the folder that the environment
            variable TWEETOPT_DATA names, if any.
        address: Where repositories' raw files are served.
        cache: Where downloads are kept; the user's cache folder by default.
        on_files: Called with the number of files downloaded since the last call.

    Raises:
        FileNotFoundError: The local folder doesn't hold the data set.
        ValueError: There is nothing to download, a download failed or is
            damaged, or a file has other columns than expected.
    """
    local = local_file(dataset, folder)
    if local is not None:
        table = pd.read_parquet(local)
    elif dataset.build is None:
        raise ValueError(
            f"data {dataset.name}: expected a local copy, since it has no fixed public address; "
            f"name its folder with --from or {FOLDER_VARIABLE}"
        )
    else:
        paths = _download(dataset, address=address, cache=cache, on_files=on_files)
        table = dataset.build(paths)
    missing = [column for column in dataset.columns if column not in table]
    if missing:
        raise ValueError(
            f"{local or dataset.name}: expected a column {missing[0]!r}, got "
            f"{', '.join(table.columns)}"
        )
    return table.loc[:, list(dataset.columns)]


def local_file(dataset: Dataset, folder: Path | None) -> Path | None:
    """A data set's file in a folder, the given one or TWEETOPT_DATA's; None without a folder.

    Raises:
        FileNotFoundError: The given folder doesn't hold it.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if folder is None and not named:
        return None
    path = Path(folder or str(named)) / f"{dataset.name}.parquet"
    if path.is_file():
        return path
    if folder is None:
        return None
    raise FileNotFoundError(f"{path}: no such file; name a folder that holds it")


def _entries() -> dict[str, metadata.EntryPoint]:
    return {entry.name: entry for entry in metadata.entry_points(group=GROUP)}


def _download(
    dataset: Dataset, *, address: str, cache: Path | None, on_files: Callable[[int], None]
) -> list[Path]:
    if dataset.source is None:
        return []
    import pooch  # slow to import, and only wanted here

    pooch.get_logger().setLevel("ERROR")
    source, files = dataset.source, dataset.source.files()
    base = f"{address}/{source.repository}/{source.commit}/"
    store = pooch.create(
        path=cache or pooch.os_cache("tweetopt"),
        base_url=base,
        registry={path: f"sha256:{digest}" for path, (_, digest) in files.items()},
        urls={path: base + quote(path) for path in files},
    )
    found = []
    for path in files:
        try:
            found.append(Path(store.fetch(path)))
        except (OSError, ValueError) as error:  # requests' errors are OSErrors
            reason = " ".join(str(error).split())[:200]
            raise ValueError(
                f"data {dataset.name}: {path} could not be had from {base} ({reason}); try "
                f"again, or read a local copy with --from or {FOLDER_VARIABLE}"
            ) from error
        on_files(1)
    return found
