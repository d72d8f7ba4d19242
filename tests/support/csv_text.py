"""CSV as rows."""

import csv
import io


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file's text, by column."""
    return list(csv.DictReader(io.StringIO(text, newline="")))
