"""Sets whose raw files lie in a public GitHub repository, at one commit, with known checksums."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from tweetopt.datasets.catalog import FOLDER_VARIABLE, DataSet, Progress

MANIFESTS = Path(__file__).parent / "manifests"
CACHE_VARIABLE = "TWEETOPT_CACHE"
"""Environment variable with the folder to keep downloads in, instead of the user's cache."""

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class RawFile:
    """A file of the source, as the manifest knows it.

    Attributes:
        path: Where it lies in the repository.
        size: Its size in bytes.
        sha256: Its checksum, in hexadecimal digits.
    """

    path: str
    size: int
    sha256: str


def read_manifest(path: Path) -> tuple[RawFile, ...]:
    """The files listed in a manifest: a CSV file with columns path, bytes and sha256."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            RawFile(row["path"], int(row["bytes"]), row["sha256"]) for row in csv.DictReader(file)
        )


@dataclass(frozen=True, kw_only=True)
class PublicSet(DataSet):
    """A set that is downloaded file by file, each checked against its checksum, and cleaned.

    Attributes:
        repository: "owner/name" on GitHub.
        commit: The full hash; it fixes every byte.
        manifest: The file that `read_manifest` takes.
        tidy: From the local path of a raw file, which keeps its name, to its clean rows.
        skip: Paths of files in the manifest that hold no rows.
        order: Columns to sort the table by; none leaves the order of the files.
        unique: The column that no two rows share the value of; of several the first row stays.
        base_address: What repository, commit and path are appended to.
        retries: How often to try a file again.
    """

    repository: str
    commit: str
    manifest: Path
    tidy: Callable[[Path], pd.DataFrame]
    skip: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    unique: str | None = None
    base_address: str = "https://raw.githubusercontent.com"
    retries: int = 2

    @property
    def source(self) -> str:
        """Repository, commit, and how much there is to download."""
        files = len(self.files())
        return (
            f"github.com/{self.repository} at {self.commit[:12]}: {files:,} "
            f"file{'s'[: files != 1]}, {self.download_bytes / 1e6:,.0f} MB"
        )

    @property
    def download_bytes(self) -> int:
        """The size of all raw files, in bytes."""
        return sum(file.size for file in self.files())

    def files(self) -> list[RawFile]:
        """The raw files that hold rows."""
        return [file for file in read_manifest(self.manifest) if file.path not in self.skip]

    def address(self, file: RawFile) -> str:
        """Where a raw file is downloaded from."""
        return f"{self.base_address}/{self.repository}/{self.commit}/{quote(file.path)}"

    def build(self, on_progress: Progress) -> pd.DataFrame:
        """Download what isn't cached, and clean it.

        Raises:
            OSError: A file cannot be downloaded.
            ValueError: A file has another checksum or another layout than expected.
        """
        files = self.files()
        store = self._store(files)
        tables = []
        for done, file in enumerate(files, 1):
            tables.append(self.tidy(self._fetch(store, file)))
            on_progress(done, len(files))
        tables = [table for table in tables if len(table)]
        if not tables:
            raise ValueError(f"{self.name}: expected rows in {self.source}, got none")
        return self._arranged(pd.concat(tables, ignore_index=True))

    def preview(self, rows: int) -> pd.DataFrame | None:
        """Rows of the first raw file in the cache that has some."""
        files = self.files()
        folder = Path(self._store(files).path)
        for path in (folder / self._key(file) for file in files):
            if path.is_file() and len(table := self.tidy(path)):
                return self._arranged(table).head(rows)
        return None

    def _arranged(self, table: pd.DataFrame) -> pd.DataFrame:
        if self.order:
            table = table.sort_values(list(self.order), kind="stable")
        if self.unique:
            table = table.drop_duplicates(self.unique)
        return table.reset_index(drop=True)[list(self.columns)]

    def _key(self, file: RawFile) -> str:
        return f"{self.name}/{self.commit}/{file.path}"

    def _store(self, files: list[RawFile]) -> Any:
        import pooch

        pooch.get_logger().setLevel("WARNING")  # it announces every file
        return pooch.create(
            path=pooch.os_cache("tweetopt"),
            base_url="",
            env=CACHE_VARIABLE,
            registry={self._key(file): f"sha256:{file.sha256}" for file in files},
            urls={self._key(file): self.address(file) for file in files},
            retry_if_failed=self.retries,
        )

    def _fetch(self, store: Any, file: RawFile) -> Path:
        import pooch

        download = pooch.HTTPDownloader(chunk_size=_CHUNK_BYTES)
        try:
            return Path(store.fetch(self._key(file), downloader=download))
        except ValueError as error:
            raise ValueError(
                f"{self.name}: expected {self.address(file)} to have SHA-256 {file.sha256}, got "
                "another; a proxy may have changed it: try again, or read a copy, "
                f"{_copy(self.name)}"
            ) from error
        except OSError as error:  # requests' errors are among them
            raise OSError(
                f"{self.name}: cannot download {self.address(file)} ({_reason(error)}); try "
                f"again online (files that came are kept), or read a copy, {_copy(self.name)}"
            ) from error


@dataclass(frozen=True, kw_only=True)
class LocalSet(DataSet):
    """A set that is only read from a folder, because its source has no fixed address."""

    origin: str

    @property
    def source(self) -> str:
        """Where it comes from, and that it isn't downloaded."""
        return f"{self.origin}; not downloaded, only read from a folder"

    def build(self, on_progress: Progress) -> pd.DataFrame:  # noqa: ARG002
        """Refuse.

        Raises:
            FileNotFoundError: Always.
        """
        raise FileNotFoundError(
            f"{self.name}: expected a local copy, got none, and it isn't downloaded; name a "
            f"folder, {_copy(self.name)}"
        )


def _copy(name: str) -> str:
    return f"--from DIR or {FOLDER_VARIABLE}=DIR, where DIR holds {name}.parquet"


def _reason(error: OSError) -> str:
    """The status of a server's answer, or the kind of error; requests' own texts are long."""
    response = getattr(error, "response", None)
    return type(error).__name__ if response is None else f"HTTP {response.status_code}"
