"""`optimize evaluate comparison`: whether the chances that compare states hold."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.groups import TableColumns, grouped

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.explaining.measuring import Embed


@grouped
def evaluate_comparison(
    *,
    data: options.Data,
    evidence: options.EvidenceFolder = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    columns: TableColumns,
    split: options.SplitName = None,
    teacher: options.TeacherName = None,
    teacher_cache: options.TeacherCache = None,
    json: options.Json = False,
) -> None:
    """Hold the chances that compare states against real pairs of posts of one account.

    Pairs lie within 30 days. Near ones say much the same: by a --teacher's embeddings or, without
    one, by their letters.
    """
    from tweetopt.optimizer.cli.evaluate_rows import measured_rows
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.cli.screen_comparing import show_chances
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.explaining.measuring import measure_chances

    options.quiet_libraries()
    engine = options.with_evidence(Engine.load(model, predictors=[predictor]), evidence)
    on = measured_rows(data, columns=columns.named(), engine=engine, split=split, most=None)
    embed = None if teacher is None else _teacher(teacher, teacher_cache)
    with counting_screen("Encoding", None) as advance:
        report = measure_chances(on.rows, engine=engine, embed=embed, on_rows=advance)
    if json:
        options.print_json(asdict(report))
    else:
        show_chances(report, split=on.split)


def _teacher(name: str, cache: Path | None) -> "Embed":
    """A teacher's embeddings of texts, kept in a folder if one is named."""
    from tweetopt.datasets.placeholders import LINK, MENTION
    from tweetopt.vae.teaching.embeddings import embed_cached
    from tweetopt.vae.teaching.teacher import LSA, load_teacher

    if name == LSA:
        raise ValueError("--teacher: expected a sentence encoder, got lsa, which has no training")
    teacher = load_teacher(name, texts=[], hidden=(LINK, MENTION), seed=0)
    if cache is None:
        return teacher.embed
    return lambda texts: embed_cached(texts, teacher, cache=cache)
