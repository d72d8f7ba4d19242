"""`optimize evaluate vae|predictor|optimizer`: figures on texts that training never saw."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.plots import check_plot

app = typer.Typer(help="Measure a model, a predictor or the search.", rich_markup_mode=None)

_LEARNED = 200_000  # texts that the judge of fluency learns from
_LEARNED_WORDS = 5_000  # texts that baselines take words and neighbours from
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
    split: Annotated[
        str,
        typer.Option(
            help="Rows to use: test, validation, ... or all. Accounts decide the split, or the "
            "texts where the table has no accounts."
        ),
    ] = "test",
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
    beams: options.Beams = 1,
    teacher: Annotated[
        str | None,
        typer.Option(
            help="Measure what codes tell of sentence embeddings: those of a folder, of a model on "
            "the Hugging Face hub, or lsa, learned from the table's training rows."
        ),
    ] = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Reconstruction by length, the health of the codes, the space between them, and echoes.

    Fluency is judged by a word model of its own, fitted on the table's training rows.
    """
    from tweetopt.datasets import find_kind
    from tweetopt.datasets.tables import Columns, read_text_table
    from tweetopt.optimizer.cli import figures_vae
    from tweetopt.optimizer.cli.meaning import table_meaning
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.measuring.evaluation import evaluate_vae as measure

    if parse not in (None, "python"):
        raise ValueError(f"--parse: expected python, got {parse!r}")
    check_plot(plot)
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    table = read_text_table(
        data,
        kind=find_kind(autoencoder.kind),
        columns=Columns(text=text_column, group=group_column),
    )
    rows = table.part(split, most=max_rows)
    if rows.empty:
        raise ValueError(_no_rows(data, split))
    meaning = table_meaning(autoencoder, table, split=split, name=teacher) if teacher else []
    report = measure(autoencoder, rows["text"].tolist())
    smoothness = None if skip_smoothness else _smoothness(autoencoder, table, rows)
    echoes = None if skip_smoothness else _echoes(autoencoder, table, rows)
    validity = (
        _validity(autoencoder, table, rows, temperature=temperature, beams=beams) if parse else None
    )
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_vae

        plot_vae(plot, report, smoothness)
    if json:
        figures = {**asdict(report), "collapsed": report.use.collapsed}
        if smoothness:
            figures["smoothness"] = asdict(smoothness)
        if echoes:
            figures["echoes"] = asdict(echoes)
        if validity:
            figures["validity"] = {name: asdict(each) for name, each in validity.items()}
        if meaning:
            figures["meaning"] = [asdict(each) for each in meaning]
        options.print_json(figures)
        return
    figures_vae.show_vae_report(report)
    if smoothness:
        figures_vae.show_smoothness(smoothness)
    if echoes:
        figures_vae.show_echoes(echoes)
    if validity:
        figures_vae.show_validity(validity, temperature=temperature)
    if meaning:
        figures_vae.show_meaning(meaning, teacher=str(teacher))


def _smoothness(autoencoder: Any, table: Any, rows: Any) -> Any:
    """How smooth the space around the measured rows is; fluency by the table's training rows."""
    from tweetopt.vae.measuring.smoothness import evaluate_smoothness
    from tweetopt.vae.wording.language import LanguageModel

    learned = table.part("train", most=_LEARNED, without=rows)["text"].tolist()
    language = LanguageModel.learn(learned) if learned else None
    return evaluate_smoothness(autoencoder, _some(autoencoder, rows), language=language)


def _echoes(autoencoder: Any, table: Any, rows: Any) -> Any:
    """How often the model repeats training rows; None where the table has none."""
    from tweetopt.vae.measuring.echoes import evaluate_echoes

    training = table.part("train", without=rows)["text"].tolist()
    if not training:
        return None
    return evaluate_echoes(autoencoder, rows["text"].tolist(), training=training)


def _validity(autoencoder: Any, table: Any, rows: Any, *, temperature: float, beams: int) -> Any:
    """How much of what the model writes around the measured rows is Python."""
    from tweetopt.vae.measuring.validity import evaluate_validity

    return evaluate_validity(
        autoencoder,
        _some(autoencoder, rows),
        training=frozenset(table.part("train")["text"]),
        temperature=temperature,
        beams=beams,
    )


def _some(autoencoder: Any, rows: Any) -> list[str]:
    """A few of the rows that fit the model, in random order: tables are often sorted by account."""
    fitting = rows["text"][autoencoder.fits(rows["text"].tolist())]
    texts: list[str] = fitting.sample(min(_SMOOTHED, len(fitting)), random_state=0).tolist()
    return texts


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
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """A predictor beside what is usual for the account and what words tell.

    Measured on accounts (or texts) that it never saw, if it was trained by these splits.
    """
    from tweetopt.datasets.tables import Columns
    from tweetopt.optimizer.cli.figures import report_figures, show_predictor_report
    from tweetopt.optimizer.engine import Engine
    from tweetopt.predictors.baselines import BASELINE_ROWS
    from tweetopt.predictors.evaluation import evaluate_predictor as measure
    from tweetopt.predictors.tables import encode_examples

    check_plot(plot)
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    (head,) = engine.predictors.values()
    columns = Columns(text=text_column, group=group_column, time=time_column)
    records, rows, split = _measured(
        data, columns=columns, engine=engine, split=split, most=max_rows
    )
    examples = encode_examples(rows, autoencoder=engine.autoencoder)
    words = records.words(most=BASELINE_ROWS, without=rows)
    report = measure(head, examples, words=words)
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_calibration

        plot_calibration(plot, report, predictor=head, examples=examples)
    if json:
        options.print_json(report_figures(report))
    else:
        show_predictor_report(report, split=split)


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
    factor: Annotated[
        list[float] | None,
        typer.Option(help="Goal as a multiple of a text's own prediction; may be repeated."),
    ] = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """The search, and the bold one, beside simple baselines, toward multiples of own predictions.

    Two judges of other families, fitted on the table's judge accounts, say what the rewrites are
    worth; the search never sees them.
    """
    from tweetopt.datasets.tables import Columns
    from tweetopt.optimizer.cli.figures import show_optimizer_report
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.judging.evaluation import FACTORS, METHODS
    from tweetopt.optimizer.judging.evaluation import evaluate_optimizer as measure
    from tweetopt.optimizer.judging.judges import fit_judges
    from tweetopt.optimizer.settings import Effort, Settings

    if effort not in set(Effort):
        raise ValueError(f"--effort: expected one of {', '.join(Effort)}, got {effort!r}")
    check_plot(plot)
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    columns = Columns(text=text_column, group=group_column, time=time_column)
    (head,) = engine.predictors.values()
    records, rows, _ = _measured(data, columns=columns, engine=engine, split=split, most=max_rows)
    rows = rows[engine.autoencoder.fits(rows["text"].tolist())]
    learned = records.part("train", most=_LEARNED_WORDS)
    with counting_screen("Optimizing", METHODS * len(factor or FACTORS)) as advance:
        report = measure(
            rows,
            engine=engine,
            judges=fit_judges(records.part("judge"), head.info.scale),
            corpus=learned["text"][engine.autoencoder.fits(learned["text"].tolist())].tolist(),
            settings=Settings(effort=Effort(effort)),
            factors=factor or FACTORS,
            on_step=lambda: advance(1),
        )
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_optimizer

        plot_optimizer(plot, report, predictor=head)
    if json:
        options.print_json(asdict(report))
    else:
        show_optimizer_report(report)


def _measured(
    path: Path, *, columns: Any, engine: Any, split: str | None, most: int | None
) -> tuple[Any, Any, str]:
    """The table's records, the rows to measure the one predictor on, and their split."""
    from tweetopt.predictors.tables import read_property_table

    (predictor,) = engine.predictors.values()
    records = read_property_table(
        path,
        kind=engine.kind,
        columns=columns,
        value=predictor.info.name,
        scale=predictor.info.scale,
    )
    split = split or records.default_split
    rows = records.part(split, most=most)
    if rows.empty:
        raise ValueError(_no_rows(path, split))
    return records, rows, split


def _no_rows(path: Path, split: str) -> str:
    return f"{path}: expected rows of split {split!r}, got none; use --split all"
