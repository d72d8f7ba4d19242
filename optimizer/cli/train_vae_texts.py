"""The texts that a T5-VAE is trained on: from tables, or as token ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tweetopt.datasets import TextKind
from tweetopt.datasets.corpus import Corpus, read_corpus
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.datasets.tables import Columns
from tweetopt.optimizer.cli.progress import counting_screen
from tweetopt.vae.teaching.embeddings import embed_cached
from tweetopt.vae.teaching.teacher import load_teacher
from tweetopt.vae.training.token_sets import SUFFIX, TokenSet


@dataclass(frozen=True)
class Tables:
    """Tables of texts, and what to read of them; see `read_corpus`."""

    files: Sequence[Path]
    columns: Columns
    property: str | None
    max_rows: int | None

    def read(self, kind: TextKind) -> Corpus:
        """The texts, cleaned, masked and split.

        Raises:
            ValueError: As `read_corpus`.
        """
        return read_corpus(
            self.files,
            kind=kind,
            columns=self.columns,
            property_column=self.property,
            max_rows=self.max_rows,
        )


@dataclass(frozen=True)
class Teaching:
    """The teacher of a gist.

    Attributes:
        name: Its name, as for `load_teacher`; None for no teacher.
        cache: The folder of embeddings that have been computed; None for the usual one.
        texts: Embed so many of the training texts, drawn at random; None for all.
    """

    name: str | None
    cache: Path | None
    texts: int | None

    def embeddings(self, texts: list[str], *, usual_cache: Path) -> npt.NDArray[np.float16] | None:
        """The teacher's sentence embeddings, shape `(texts, teacher_dim)`; None without a teacher.

        Args:
            texts: Masked training texts.
            usual_cache: The folder to keep embeddings in, if none was named.

        Raises:
            ValueError: There is no such teacher, or the cache is another's.
        """
        if self.name is None:
            return None
        teacher = load_teacher(self.name, texts=texts, hidden=(LINK, MENTION), seed=0)
        with counting_screen("Embedding", min(self.texts or len(texts), len(texts))) as advance:
            return embed_cached(
                texts,
                teacher,
                cache=self.cache or usual_cache,
                most=self.texts,
                on_texts=advance,
            )


def read_tokens(tables: Tables, *, base: str | None, only_tables: Sequence[str]) -> TokenSet | None:
    """The token ids that were named instead of tables; None for tables.

    Args:
        tables: The files named.
        base: The model to start from.
        only_tables: Options given that token ids have no use for: they say how to read tables, or
            how to make a vocabulary.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is none, stands beside other files, has no base, or options don't fit it.
    """
    path = tables.files[0]
    if not any(each.suffix == SUFFIX for each in tables.files):
        return None
    if len(tables.files) > 1:
        raise ValueError(f"{path}: expected token ids alone, got other files beside them")
    if base is None:
        raise ValueError(f"{path}: expected a --base, for token ids are of its vocabulary")
    if only_tables:
        raise ValueError(
            f"--{only_tables[0]}: expected only with tables, got token ids; leave it out"
        )
    tokens = TokenSet.load(path)
    if tables.property not in (None, tokens.property):
        raise ValueError(
            f"--property: expected {tokens.property or 'none'}, which the token ids were written "
            f"with, got {tables.property}; write them again"
        )
    return tokens
