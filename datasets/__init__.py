"""Tables of text and numbers in, clean records out. Knows nothing of torch."""

from tweetopt.datasets.catalog import DataSet, dataset_names, find_dataset, read_dataset
from tweetopt.datasets.cleaning import clean
from tweetopt.datasets.entities import Masked, fill, mask, restore
from tweetopt.datasets.readers import as_texts, numbers, read_table, seconds
from tweetopt.datasets.splits import account_medians, split_of

__all__ = [
    "DataSet",
    "Masked",
    "account_medians",
    "as_texts",
    "clean",
    "dataset_names",
    "fill",
    "find_dataset",
    "mask",
    "numbers",
    "read_dataset",
    "read_table",
    "restore",
    "seconds",
    "split_of",
]
