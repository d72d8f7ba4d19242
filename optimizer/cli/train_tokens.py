"""`optimize train tokens`: texts as token ids, to train on a machine that has no tables."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.groups import TableColumns, TeacherOptions, grouped

_HELD_OUT = 5_000  # texts at most; a training watches a few hundred


@grouped
def write_tokens(
    *,
    data: Annotated[list[Path], typer.Argument(help="Tables of texts.")],
    out: Annotated[Path, typer.Option(help="The file to write, .npz.")],
    base: Annotated[
        str, typer.Option(help="The T5-VAE whose vocabulary to use: a folder, or a name.")
    ] = options.DEFAULT_MODEL,
    columns: TableColumns,
    max_rows: options.MaxRows = None,
    property_: options.Property = None,
    teaching: TeacherOptions,
) -> None:
    """Write tables of texts as token ids: all that `train vae --base` needs, in little space."""
    from tweetopt.datasets import find_kind
    from tweetopt.optimizer.cli.train_vae_texts import Tables
    from tweetopt.vae.training.base_models import load_base, saved_setting
    from tweetopt.vae.training.token_sets import SUFFIX, TokenSet, tokenized, vocabulary_of

    if out.suffix != SUFFIX:
        raise ValueError(f"--out {out}: expected a name that ends in {SUFFIX}; name it so")
    if out.exists():
        raise FileExistsError(f"--out {out}: exists already; name another file")
    options.quiet_libraries()
    kind = saved_setting(base, "kind") or "tweets"
    _, tokenizer = load_base(base, kind=kind)
    tables = Tables(data, columns.named(), property=property_, max_rows=max_rows)
    corpus = tables.read(find_kind(kind))
    embeddings = teaching.named().embeddings(corpus.train, usual_cache=out.with_suffix(".teacher"))
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
