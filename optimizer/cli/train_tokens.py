"""`optimize train tokens`: texts as token ids, to train on a machine that has no tables."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

_HELD_OUT = 5_000  # texts at most; a training watches a few hundred


def write_tokens(
    data: Annotated[list[Path], typer.Argument(help="Tables of texts.")],
    out: Annotated[Path, typer.Option(help="The file to write, .npz.")],
    base: Annotated[
        str, typer.Option(help="The T5-VAE whose vocabulary to use: a folder, or a name.")
    ] = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = None,
    time_column: options.TimeColumn = None,
    max_rows: options.MaxRows = None,
    property_: options.Property = None,
    teacher: options.TeacherName = None,
    teacher_cache: options.TeacherCache = None,
    teacher_texts: options.TeacherTexts = None,
) -> None:
    """Write tables of texts as token ids: all that `train vae --base` needs, in little space."""
    from tweetopt.datasets import find_kind
    from tweetopt.datasets.tables import Columns
    from tweetopt.optimizer.cli.train_vae_texts import Tables, Teaching
    from tweetopt.vae.training.bases import load_base, saved_setting
    from tweetopt.vae.training.token_sets import SUFFIX, TokenSet, tokenized, vocabulary_of

    if out.suffix != SUFFIX:
        raise ValueError(f"--out {out}: expected a name that ends in {SUFFIX}; name it so")
    if out.exists():
        raise FileExistsError(f"--out {out}: exists already; name another file")
    options.quiet_libraries()
    kind = saved_setting(base, "kind") or "tweets"
    _, tokenizer = load_base(base, kind=kind)
    tables = Tables(
        data,
        Columns.named(text=text_column, group=group_column, time=time_column),
        property=property_,
        max_rows=max_rows,
    )
    corpus = tables.read(find_kind(kind))
    embeddings = Teaching(teacher, teacher_cache, teacher_texts).embeddings(
        corpus.train, usual_cache=out.with_suffix(".teacher")
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
    for note in corpus.notes:
        print(note)
    print(f"Wrote {len(tokens.sequences):,} texts into {out} ({out.stat().st_size / 1e6:.1f} MB).")
