"""The table of `optimize evaluate vae --triples`."""

from pathlib import Path

from tweetopt.datasets import TextKind, read_table, text_cells
from tweetopt.vae.measuring.triples import Triple

_COLUMNS = ("kind", "text", "paraphrase", "other")


def read_triples(path: Path, *, kind: TextKind) -> list[Triple]:
    """Read triples, their texts cleaned and masked.

    Args:
        path: A table with the columns kind, text, paraphrase and other.
        kind: What the model's texts are.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: A column is missing, a cell is empty, or there are no rows; or as `read_table`.
    """
    table = read_table(path, columns=_COLUMNS)
    if table.empty:
        raise ValueError(f"{path}: expected triples of texts, got no rows; add some")
    cells = {name: text_cells(table[name], source=str(path)).str.strip() for name in _COLUMNS}
    for name, column in cells.items():
        if (empty := column == "").any():
            raise ValueError(
                f"{path}, row {column.index[empty][0] + 1}, column {name!r}: expected text, got "
                "nothing; fill it in, or delete the row"
            )
    texts = [[kind.mask(kind.clean(text)).text for text in cells[name]] for name in _COLUMNS[1:]]
    return [Triple(*row) for row in zip(cells["kind"], *texts, strict=True)]
