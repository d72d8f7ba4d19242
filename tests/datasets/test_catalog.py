"""The catalog: who registers, what is read from where, and what is written."""

import os

import pandas as pd
import pytest

from tweetopt.datasets import catalog
from tweetopt.datasets.catalog import DataSet, dataset_names, find_dataset, read_dataset
from tweetopt.datasets.download import PublicSet
from tweetopt.datasets.writers import write_table

OURS = {
    "headlines_upworthy",
    "python-lines",
    "reddit_titles",
    "tweets_congress",
    "tweets_everyday",
    "tweets_public_figures",
    "yelp_dev",
    "yelp_train",
}
REVIEWS = pd.DataFrame({"text": ["the soup was cold .", "i will be back !"], "positive": [0, 1]})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv(catalog.FOLDER_VARIABLE, raising=False)
    REVIEWS.assign(more="not asked for").to_parquet(tmp_path / "yelp_dev.parquet")
    return tmp_path


@pytest.fixture
def register(tmp_path, monkeypatch):
    """Installs a package that registers an entry for the group."""

    def install(name, value, code, *, package="theirs"):
        home = tmp_path / package
        info = home / f"{package}-1.0.dist-info"
        info.mkdir(parents=True)
        (home / f"{package}.py").write_text(code)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{catalog.GROUP}]\n{name} = {value}\n")
        monkeypatch.syspath_prepend(home)

    return install


THEIRS = """
import pandas as pd
from tweetopt.datasets.catalog import DataSet

class Haiku(DataSet):
    source = "my head"

    def build(self, on_progress):
        on_progress(1, 1)
        return pd.DataFrame({"text": ["an old silent pond"]})

SET = Haiku(name="haiku", description="Short.", licence="mine", columns={"text": "a line"})
"""


def test_ours_come_through_the_door_and_say_what_they_are():
    assert set(dataset_names()) >= OURS
    for name in OURS:
        dataset = find_dataset(name)
        assert isinstance(dataset, DataSet)
        assert dataset.description
        assert dataset.licence
        assert dataset.source
        assert "text" in dataset.columns
        if isinstance(dataset, PublicSet):
            assert len(dataset.commit) == 40
            assert dataset.download_bytes > 1_000_000
            assert all(len(file.sha256) == 64 for file in dataset.files())


def test_metadata_files_of_a_source_hold_no_rows():
    dataset = find_dataset("tweets_congress")
    assert isinstance(dataset, PublicSet)
    paths = {file.path for file in dataset.files()}
    assert "data/ SenatorLeahy.csv" in paths
    assert "data/eeuu_member_of_congress.csv" not in paths
    address = dataset.address(dataset.files()[0])
    assert address.startswith("https://raw.githubusercontent.com/aferrero23/twitter-category-nlp/")
    assert " " not in address


def test_other_packages_add_sets(register):
    register("haiku", "theirs:SET", THEIRS)
    assert "haiku" in dataset_names()
    seen = []
    table = read_dataset(find_dataset("haiku"), on_progress=lambda *done: seen.append(done))
    assert table["text"].tolist() == ["an old silent pond"]
    assert seen == [(1, 1)]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("haiku", "theirs:NONE", "theirs:NONE of theirs cannot be loaded"),
        ("haiku", "theirs:pd", "expected theirs:pd of theirs to be a DataSet of that name"),
        ("verse", "theirs:SET", "to be a DataSet of that name, got 'haiku'"),
        ("yelp_dev", "theirs:SET", "expected one package to register it, got"),
    ],
)
def test_a_broken_package_is_named(register, name, value, message):
    register(name, value, THEIRS)
    with pytest.raises(ValueError, match=message) as error:
        find_dataset(name)
    assert "theirs" in str(error.value)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="got 'tweets'") as error:
        find_dataset("tweets")
    assert all(name in str(error.value) for name in OURS)


def test_a_named_folder_is_read(folder):
    table = read_dataset(find_dataset("yelp_dev"), folder=folder)
    assert table.to_dict("list") == REVIEWS.to_dict("list")
    with pytest.raises(FileNotFoundError, match=r"expected yelp_train\.parquet, got yelp_dev"):
        read_dataset(find_dataset("yelp_train"), folder=folder)
    with pytest.raises(FileNotFoundError, match="--from: expected a folder"):
        read_dataset(find_dataset("yelp_dev"), folder=folder / "none")


def test_the_variable_names_a_folder_that_may_lack_a_set(folder, monkeypatch):
    monkeypatch.setenv(catalog.FOLDER_VARIABLE, str(folder))
    assert len(read_dataset(find_dataset("yelp_dev"))) == 2
    with pytest.raises(FileNotFoundError, match="it isn't downloaded"):
        read_dataset(find_dataset("yelp_train"))
    monkeypatch.setenv(catalog.FOLDER_VARIABLE, str(folder / "none"))
    with pytest.raises(FileNotFoundError, match="TWEETOPT_DATA: expected a folder"):
        read_dataset(find_dataset("yelp_dev"))


def test_a_local_file_needs_the_columns(folder):
    REVIEWS[["text"]].to_parquet(folder / "yelp_dev.parquet")
    with pytest.raises(ValueError, match="expected a column 'positive', got text"):
        read_dataset(find_dataset("yelp_dev"), folder=folder)


@pytest.mark.parametrize("name", ["table.parquet", "table.csv"])
def test_tables_are_written_and_not_overwritten(tmp_path, name):
    path = tmp_path / name
    write_table(REVIEWS, path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match="exists already"):
        write_table(REVIEWS.head(1), path)
    assert path.read_bytes() == before
    write_table(REVIEWS.head(1), path, overwrite=True)
    assert path.read_bytes() != before
    assert os.listdir(tmp_path) == [name]


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "table.parquet"
    write_table(REVIEWS, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="mixed"):
        write_table(pd.DataFrame({"mixed": [1, "a", object()]}), path, overwrite=True)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["table.parquet"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("table.xlsx", "expected a file that ends in .parquet or .csv, got '.xlsx'"),
        ("table", "got 'no suffix'"),
        ("none/table.csv", "no such folder"),
        ("folder.csv", "got a folder"),
    ],
)
def test_bad_output_files_are_refused(tmp_path, name, message):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises((ValueError, OSError), match=message):
        write_table(REVIEWS, tmp_path / name)
