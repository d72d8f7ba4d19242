"""`optimize train tokens`: texts as token ids, to train on a machine that has no tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from tweetopt.vae.training.token_sets import TokenSet

_HELD_OUT = 5_000


def write_tokens(
    data: Annotated[list[Path], typer.Argument(help="Tables of texts.")],
    out: Annotated[Path, typer.Option(help="The file to write, .npz.")],
    base: Annotated[
        str, typer.Option(help="The T5-VAE whose vocabulary to use: a folder, or a name.")
    ] = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    max_rows: options.MaxRows = None,
    property_: options.CodeTells = None,
    teacher: options.TeacherName = None,
    teacher_cache: options.TeacherCache = None,
    teacher_texts: options.TeacherTexts = None,
) -> None:
    """Write tables of texts as token ids: all that `train vae --base` needs, in little space."""
    from tweetopt.datasets import find_kind
    from tweetopt.datasets.corpus import read_corpus
    from tweetopt.datasets.tables import Columns
    from tweetopt.vae.training.bases import load_base, saved_setting
    from tweetopt.vae.training.token_sets import SUFFIX, TokenSet, tokenized, vocabulary_of

    if out.suffix != SUFFIX:
        raise ValueError(f"--out {out}: expected a name that ends in {SUFFIX}; name it so")
    if out.exists():
        raise FileExistsError(f"--out {out}: exists already; name another file")
    options.quiet_libraries()
    kind = saved_setting(base, "kind") or "tweets"
    _, tokenizer = load_base(base, kind=kind, latent_dim=None, max_tokens=None, whole=())
    corpus = read_corpus(
        data,
        kind=find_kind(kind),
        columns=Columns(text=text_column, group=group_column, time=time_column),
        property_column=property_,
        max_rows=max_rows,
    )
    embeddings = teach(
        corpus.train,
        teacher,
        cache=teacher_cache or out.with_suffix(".teacher"),
        most=teacher_texts,
    )
    tokens = TokenSet(
        sequences=tokenized(corpus.train, tokenizer),
        effects=corpus.effects,
        held_out=tokenized(corpus.validation[:_HELD_OUT], tokenizer),
        kind=kind,
        property=property_ or "",
        vocabulary=vocabulary_of(tokenizer),
        skipped=corpus.skipped,
        embeddings=embeddings,
    )
    tokens.save(out)
    print(f"Wrote {len(tokens.sequences):,} texts into {out} ({out.stat().st_size / 1e6:.1f} MB).")


def teach(
    texts: list[str], teacher: str | None, *, cache: Path, most: int | None
) -> "npt.NDArray[np.float16] | None":
    """A teacher's sentence embeddings of training texts; None without a teacher.

    Args:
        texts: Masked texts.
        teacher: Its name.
        cache: Where those are kept that have been computed, and will be.
        most: Embed so many of the texts, drawn at random.

    Raises:
        ValueError: There is no such teacher, or the cache is another's.
    """
    from tweetopt.datasets.entities import LINK, MENTION
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.vae.teaching.embeddings import embed_cached
    from tweetopt.vae.teaching.teacher import load_teacher

    if teacher is None:
        return None
    taught_by = load_teacher(teacher, texts=texts, hidden=(LINK, MENTION), seed=0)
    with counting_screen("Embedding", min(most or len(texts), len(texts))) as advance:
        return embed_cached(texts, taught_by, cache=cache, most=most, on_texts=advance)


def read_tokens(
    data: list[Path], *, base: str | None, effects_of: str | None, given: dict[str, Any]
) -> "TokenSet | None":
    """The token ids that were named instead of tables; None for tables.

    Args:
        data: What was named.
        base: The model to start from.
        effects_of: What the code should also tell, if anything.
        given: Options that only say how to read tables, or to make a vocabulary; None where
            they weren't given.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is none, stands beside other files, has no base, or options don't fit it.
    """
    from tweetopt.vae.training.token_sets import SUFFIX, TokenSet

    if not any(path.suffix == SUFFIX for path in data):
        return None
    path = data[0]
    if len(data) > 1:
        raise ValueError(f"{path}: expected token ids alone, got other files beside them")
    if base is None:
        raise ValueError(f"{path}: expected a --base, for token ids are of its vocabulary")
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"--{name}: expected only with tables, got token ids; leave it out")
    tokens = TokenSet.load(path)
    if effects_of not in (None, tokens.property):
        raise ValueError(
            f"--property: expected {tokens.property or 'none'}, which the token ids were written "
            f"with, got {effects_of}; write them again"
        )
    return tokens
