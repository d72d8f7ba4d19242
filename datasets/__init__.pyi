"""The names that the package offers; each one's module is loaded when it is asked for."""

from .catalog import (
    DataSet as DataSet,
    dataset_names as dataset_names,
    find_dataset as find_dataset,
    read_dataset as read_dataset,
)
from .cleaning import clean as clean
from .placeholders import (
    Entity as Entity,
    Masked as Masked,
    Matches as Matches,
    fill as fill,
    restore as restore,
)
from .posts.column_names import PostColumns as PostColumns
from .posts.reading import Posts as Posts, read_posts as read_posts
from .readers import (
    numbers as numbers,
    read_table as read_table,
    seconds as seconds,
    text_cells as text_cells,
)
from .splits import account_medians as account_medians, split_of as split_of
from .text_kinds import TextKind as TextKind, find_kind as find_kind
