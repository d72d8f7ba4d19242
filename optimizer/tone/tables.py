"""Texts of two tones, from tables."""

import math
from dataclasses import dataclass
from pathlib import Path

from tweetopt.datasets import TextKind, read_table, text_cells
from tweetopt.datasets.numerals import read_number
from tweetopt.datasets.readers import as_texts


@dataclass(frozen=True)
class ToneTexts:
    """Texts to learn a tone from.

    Attributes:
        away: Texts of the tone to leave.
        toward: Texts of the tone wanted.
        name: What to call the tone wanted.
    """

    away: list[str]
    toward: list[str]
    name: str


def read_tone_files(
    away: Path, toward: Path, *, kind: TextKind, column: str, most: int | None, paired: bool
) -> ToneTexts:
    """Read a table of texts for each tone; the tone is called as the file of the one wanted.

    Args:
        away: Texts of the tone to leave.
        toward: Texts of the tone wanted.
        kind: What the texts are.
        column: Column with the text, of both.
        most: Rows of each table at most: drawn at random or, of pairs, the first.
        paired: Whether row n of both says the same in each tone.

    Raises:
        ValueError: As `read_table`.
    """

    def texts(file: Path) -> list[str]:
        table = read_table(file, columns=[column])
        if most is not None and len(table) > most:
            table = table[:most] if paired else table.sample(most, random_state=0)
        return [kind.clean(each) for each in text_cells(table[column], source=str(file))]

    return ToneTexts(texts(away), texts(toward), toward.stem)


def read_labelled_tones(
    file: Path, *, kind: TextKind, column: str, label: str, toward: str | None, most: int | None
) -> ToneTexts:
    """Read one table whose labels tell both tones apart; the tone is called as the label wanted.

    Args:
        file: The table.
        kind: What the texts are.
        column: Column with the text.
        label: Column with two different labels; rows without one are left out.
        toward: The label of the tone wanted; the higher one by default.
        most: Rows at most, drawn at random.

    Raises:
        ValueError: There are not two labels, or none as wanted; or as `read_table`.
    """
    table = read_table(file, columns=[column, label]).dropna(subset=[label])
    labels = as_texts(table[label]).map(_label)
    names = sorted(labels.unique(), key=_by_number)
    if len(names) != 2:
        raise ValueError(
            f"{file}: expected two different labels in column {label!r}, got {len(names)}; "
            "name another column"
        )
    wanted = names[1] if toward is None else toward
    if wanted not in names:
        raise ValueError(f"--toward: expected {names[0]} or {names[1]}, got {toward!r}")
    if most is not None and len(table) > most:
        table = table.sample(most, random_state=0)
    is_wanted = labels[table.index] == wanted
    texts = text_cells(table[column], source=str(file)).map(kind.clean)
    name = label if wanted in ("1", "True") else f"{label} {wanted}"
    return ToneTexts(texts[~is_wanted].tolist(), texts[is_wanted].tolist(), name)


def _label(text: str) -> str:
    """A label's name: numbers without needless digits, which spreadsheets add."""
    number = read_number(text)
    return text if math.isnan(number) else f"{number:g}"


def _by_number(name: str) -> tuple[float, str]:
    number = read_number(name)
    return (math.inf if math.isnan(number) else number, name)
