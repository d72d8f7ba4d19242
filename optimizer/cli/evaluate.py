"""`optimize evaluate vae|predictor|optimizer`: figures on texts that training never saw."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tweetopt.optimizer.cli import options

app = typer.Typer(help="Measure a model, a predictor or the search.", rich_markup_mode=None)

_LEARNED = 200_000  # texts that the judge of fluency learns from
_SMOOTHED = 200  # texts whose neighbourhood is measured

Data = Annotated[Path, typer.Argument(help="A table of texts.")]
SplitName = Annotated[
    str | None,
    typer.Option(
        "--split",
        help="Rows to use: test, validation, ... or all. Default: test, or all where the "
        "table has no accounts.",
    ),
]


@app.command("vae")
def evaluate_vae(
    data: Data,
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    split: SplitName = None,
    max_rows: options.MaxRows = 1_000,
    skip_smoothness: Annotated[
        bool, typer.Option("--skip-smoothness", help="Reconstruction alone: quicker.")
    ] = False,
    parse: Annotated[
        str | None, typer.Option(help="python: count written lines that are valid Python.")
    ] = None,
    temperature: Annotated[
        float, typer.Option(min=0, help="Of the samples that --parse counts.")
    ] = 0.0,
    json: options.Json = False,
) -> None:
    """Reconstruction by length, the health of the codes, and the space between them."""
    from tweetopt.optimizer.cli.figures_vae import show_smoothness, show_vae_report, show_validity
    from tweetopt.optimizer.tables import Columns, read_records
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.evaluation import evaluate_vae as measure
    from tweetopt.vae.language import LanguageModel
    from tweetopt.vae.smoothness import evaluate_smoothness
    from tweetopt.vae.validity import evaluate_validity

    if parse not in (None, "python"):
        raise ValueError(f"--parse: expected python, got {parse!r}")
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    records = read_records(data, columns=Columns(text=text_column, group=group_column))
    texts = _part(records, data, split=split, most=max_rows)["text"].tolist()
    learned = records.part("train", most=_LEARNED)["text"].tolist()
    report = measure(autoencoder, texts)
    figures = asdict(report)
    fitting = [text for text, ids in zip(texts, autoencoder.tokenize(texts), strict=True)
               if len(ids) <= autoencoder.max_tokens + 1]  # fmt: skip
    smoothness = validity = None
    if learned and not skip_smoothness:
        language = LanguageModel(learned)
        smoothness = evaluate_smoothness(autoencoder, fitting[:_SMOOTHED], language=language)
        figures["smoothness"] = asdict(smoothness)
    if parse:
        known = frozenset(records.part("train")["text"])
        validity = evaluate_validity(
            autoencoder, fitting[:_SMOOTHED], training=known, temperature=temperature
        )
        figures["validity"] = {name: asdict(each) for name, each in validity.items()}
    if json:
        options.print_json(figures)
        return
    show_vae_report(report)
    if smoothness:
        show_smoothness(smoothness)
    elif not skip_smoothness:
        print(f"{data}: no training rows to judge fluency by, so smoothness is left out.")
    if validity:
        show_validity(validity)


@app.command("predictor")
def evaluate_predictor(
    data: Data,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: Annotated[str, typer.Option(help="A folder, or a bundled name.")] = "likes",
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    split: SplitName = None,
    max_rows: options.MaxRows = 20_000,
    json: options.Json = False,
) -> None:
    """A predictor against the account's median, on accounts that it never saw."""
    from tweetopt.optimizer.cli.figures import show_predictor_report
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.tables import Columns, encode_examples
    from tweetopt.predictors.evaluation import evaluate_predictor as measure
    from tweetopt.predictors.regression import RegressionHead

    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    (head,) = engine.predictors.values()
    if not isinstance(head, RegressionHead):
        raise ValueError(f"predictor: expected a regression head, got {type(head).__name__}")
    columns = Columns(text=text_column, group=group_column, time=time_column)
    rows = _rows(data, columns=columns, value=head.name, split=split, most=max_rows)
    report = measure(head, encode_examples(rows, autoencoder=engine.autoencoder))
    if json:
        options.print_json(asdict(report))
    else:
        show_predictor_report(report, split=split or "test")


@app.command("optimizer")
def evaluate_optimizer(
    data: Data,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: Annotated[str, typer.Option(help="A folder, or a bundled name.")] = "likes",
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    split: SplitName = None,
    max_rows: options.MaxRows = 100,
    effort: Annotated[str, typer.Option(help="draft, normal or high.")] = "normal",
    json: options.Json = False,
) -> None:
    """The search, with goals of 1.5 and 2 times each text's own prediction."""
    from tweetopt.optimizer.cli.figures import show_optimizer_scores
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.evaluation import FACTORS
    from tweetopt.optimizer.evaluation import evaluate_optimizer as measure
    from tweetopt.optimizer.settings import Effort, Settings
    from tweetopt.optimizer.tables import Columns

    if effort not in set(Effort):
        raise ValueError(f"--effort: expected one of {', '.join(Effort)}, got {effort!r}")
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    columns = Columns(text=text_column, group=group_column, time=time_column)
    name = next(iter(engine.predictors))
    rows = _rows(data, columns=columns, value=name, split=split, most=max_rows)
    lengths = engine.autoencoder.tokenize(rows["text"].tolist())
    rows = rows[[len(ids) <= engine.autoencoder.max_tokens + 1 for ids in lengths]]
    with counting_screen("Optimizing", len(rows) * len(FACTORS)) as advance:
        scores = measure(
            rows,
            engine=engine,
            settings=Settings(effort=Effort(effort)),
            on_text=lambda: advance(1),
        )
    if json:
        options.print_json([asdict(each) for each in scores])
    else:
        show_optimizer_scores(scores)


def _rows(
    path: Path, *, columns: Any, value: str | None, split: str | None, most: int | None
) -> Any:
    """The rows to measure."""
    from tweetopt.optimizer.tables import read_records

    return _part(read_records(path, columns=columns, value=value), path, split=split, most=most)


def _part(records: Any, path: Path, *, split: str | None, most: int | None) -> Any:
    rows = records.part(split or records.default_split, most=most)
    if rows.empty:
        raise ValueError(
            f"{path}: expected rows of split {split or records.default_split!r}, got none; "
            "use --split all"
        )
    return rows
