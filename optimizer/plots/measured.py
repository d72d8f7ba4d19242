"""Figures of measurements: models, predictors, the search, and a training."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from tweetopt.optimizer.judging.evaluation import COPY
from tweetopt.optimizer.judging.scores import OptimizerReport
from tweetopt.optimizer.plots.canvas import COLORS, GREY, drawing, plain_numbers
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.evaluation import Coverage, PredictorReport
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.vae.measuring.evaluation import BandScores, VAEReport
from tweetopt.vae.measuring.smoothness import LadderStep, SmoothnessReport

_BINS = 10
_MOST_DOTS = 3_000
_NOMINAL = 0.9
_SMOOTHING = 0.02  # of a curve's steps

Floats = npt.NDArray[np.float64]


def plot_vae(path: Path, report: VAEReport, smoothness: SmoothnessReport | None) -> None:
    """Draw fidelity by length and, where it was measured, what random steps do to texts."""
    with drawing(path, 2 if smoothness else 1) as (_, axes):
        _draw_bands(axes[0], report.bands[:-1] or report.bands)
        if smoothness:
            _draw_ladder(axes[1], smoothness.ladder)


def plot_calibration(
    path: Path, report: PredictorReport, *, predictor: PropertyPredictor, examples: Examples
) -> None:
    """Draw what was predicted against what came, and how often the interval held.

    Args:
        path: A .png or .svg file.
        report: What `evaluate_predictor` measured.
        predictor: The predictor.
        examples: The rows that it was measured on.
    """
    examples = examples.with_medians() if report.unknown is not None else examples.without_medians()
    asked = examples.read_by(predictor)
    told = asked.predict(examples.latents, examples.medians)
    predicted = np.array([each.value for each in told])
    values = np.asarray(examples.values, dtype=np.float64)
    with drawing(path, 2 if report.intervals else 1) as (_, axes):
        if report.scale is Scale.LABEL:
            _draw_reliability(axes[0], predicted, values, name=report.name)
        else:
            _draw_values(axes[0], predicted, values, predictor=predictor)
            _draw_coverage(axes[1], report.intervals)


def plot_optimizer(path: Path, report: OptimizerReport, *, predictor: PropertyPredictor) -> None:
    """Draw, by judge, how far each method moves toward the goals against what it keeps."""
    judges = list(report.scores[0].judged)
    with drawing(path, len(judges), height=3.8) as (figure, axes):
        for panel, judge in zip(axes, judges, strict=True):
            _draw_judged(panel, report, judge)
        axes[0].set_ylabel(f"Mean judged move toward the goal ({_scale_unit(predictor)})")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4)


def plot_training(
    path: Path,
    history: Sequence[Mapping[str, float]],
    losses: Sequence[tuple[int, float]],
) -> None:
    """Draw the loss of a training's steps, and what the codes are worth on held-out texts.

    Args:
        path: A .png or .svg file.
        history: Of training.json: a figure a checkpoint.
        losses: Steps of this run, each with its total loss.
    """
    with drawing(path, 2) as (_, (left, right)):
        if losses:
            steps, values = (
                np.array(column, dtype=np.float64) for column in zip(*losses, strict=True)
            )
            left.plot(steps, values, color=COLORS[0], alpha=0.25, linewidth=0.8)
            left.plot(steps, _smoothed(values), color=COLORS[0])
        left.set(title="Training batches", xlabel="Step", ylabel="Total loss")
        checked = [each["step"] for each in history]
        for name, label, color in (("nll", "told its own code", COLORS[0]),
                                   ("nll_shuffled", "told another text's", COLORS[1])):  # fmt: skip
            right.plot(checked, [each[name] for each in history], "o-", color=color, label=label)
        right.set(
            title="Held-out texts", xlabel="Step", ylabel="Negative log-likelihood (nats a token)"
        )
        right.set_ylim(0, 1.25 * max(right.dataLim.ymax, 0.1))  # room for the legend
        right.legend(loc="upper right")
        for axes in (left, right):
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))


def _draw_bands(axes: Axes, bands: Sequence[BandScores]) -> None:
    places = np.arange(len(bands))
    for kind, color in (("one_shot", COLORS[0]), ("refined", COLORS[1])):
        for figure, line in (("f1", "o-"), ("exact", "s--")):
            values = [getattr(getattr(band, kind), figure) for band in bands]
            name = {"f1": "token F1", "exact": "exact"}[figure]
            label = f"{name}, {kind.replace('_', '-')}"
            axes.plot(places, values, line, color=color, label=label)
    names = [f"{low}–{high}\nn = {band.texts:,}" for band in bands for low, high in [band.tokens]]
    axes.set_xticks(places, names, fontsize=7.5)
    axes.set_xlim(-0.4, len(bands) - 0.6)
    axes.set_ylim(-0.03, 1.03)
    axes.set(title="Unseen texts given back", xlabel="Length (tokens)", ylabel="Share (0 to 1)")
    _legend_below(axes, -0.3)


def _draw_ladder(axes: Axes, ladder: Sequence[LadderStep]) -> None:
    sizes = [step.size for step in ladder]
    curves = {"chrF": [step.chrf for step in ladder], "token F1": [step.f1 for step in ladder],
              "unchanged": [step.unchanged for step in ladder]}  # fmt: skip
    for (label, values), color in zip(curves.items(), COLORS, strict=False):
        axes.plot(sizes, values, "o-", color=color, label=label)
    axes.set_ylim(-0.03, 1.03)
    axes.set(title="Codes moved at random", ylabel="Likeness to the text (0 to 1)",
             xlabel="Step (norms of a random code)")  # fmt: skip
    _legend_below(axes, -0.21)


def _legend_below(axes: Axes, place: float) -> None:
    """Where no curve can run through it."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, place), ncols=2)


def _draw_values(
    axes: Axes, predicted: Floats, values: Floats, *, predictor: PropertyPredictor
) -> None:
    """A dot a text, and the quantiles of what came in each tenth of the predictions."""
    few = np.random.default_rng(0).permutation(len(values))[:_MOST_DOTS]
    axes.scatter(predicted[few], values[few], s=3, color=GREY, alpha=0.25, linewidths=0,
                 rasterized=True)  # fmt: skip
    bins = [rows for rows in np.array_split(np.argsort(predicted), _BINS) if len(rows)]
    middle = [np.median(predicted[rows]) for rows in bins]
    low, half, high = np.array([np.quantile(values[rows], (0.05, 0.5, 0.95)) for rows in bins]).T
    axes.vlines(middle, low, high, color=COLORS[0], alpha=0.6, linewidth=1.2)
    axes.plot(middle, half, "o-", color=COLORS[0], label="median and middle 90%, by tenths")
    if predictor.info.scale is Scale.LOG1P:
        axes.set_xscale("symlog", linthresh=1)
        axes.set_yscale("symlog", linthresh=1)
        axes.set_ylim(bottom=0)
        plain_numbers(axes)
        axes.tick_params("x", labelsize=7, rotation=30)
    ends = [min(middle), max(middle)]
    axes.plot(ends, ends, "--", color=COLORS[1], linewidth=1.2, label="as predicted")
    unit = "" if predictor.info.unit == predictor.info.name else f" ({predictor.info.unit})"
    axes.set(title=f"{len(values):,} texts", xlabel=f"Predicted {predictor.info.name}{unit}",
             ylabel=f"Observed {predictor.info.name}{unit}")  # fmt: skip
    axes.legend(loc="upper left")


def _draw_coverage(axes: Axes, intervals: Sequence[Coverage]) -> None:
    places = np.arange(len(intervals))
    for shift, color, label, shares in (
        (-0.08, COLORS[0], "told the account median", [each.known for each in intervals]),
        (0.08, COLORS[4], "account unknown", [each.unknown for each in intervals]),
    ):
        axes.plot(places + shift, shares, "o", color=color, label=label)
    error = intervals[0].unknown_error
    axes.errorbar(0.08, intervals[0].unknown, yerr=error, color=COLORS[4], capsize=3, fmt="none")
    axes.axhline(_NOMINAL, color=COLORS[1], linestyle="--", linewidth=1.2, label="aim: 90%")
    names = [f"{each.size}\nn = {each.rows:,}" for each in intervals]
    axes.set_xticks(places, names, fontsize=8)
    axes.set_xlim(-0.5, len(intervals) - 0.5)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_ylim(0, 1.03)
    axes.set(title="Values inside the 90% interval", xlabel="Accounts, by their median",
             ylabel="Share of texts")  # fmt: skip
    axes.legend(loc="lower left")


def _draw_reliability(axes: Axes, predicted: Floats, values: Floats, *, name: str) -> None:
    bins = [rows for rows in np.array_split(np.argsort(predicted), _BINS) if len(rows)]
    share = np.array([values[rows].mean() for rows in bins])
    error = np.sqrt(share * (1 - share) / [len(rows) for rows in bins])
    middle = [predicted[rows].mean() for rows in bins]
    axes.plot([0, 1], [0, 1], "--", color=COLORS[1], linewidth=1.2, label="as predicted")
    axes.errorbar(middle, share, yerr=error, fmt="o-", color=COLORS[0], capsize=3,
                  label="tenths of the predictions, ± standard error")  # fmt: skip
    axes.set(title=f"{len(values):,} texts", xlabel=f"Predicted probability of {name}",
             ylabel=f"Share with {name}", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))  # fmt: skip
    axes.legend(loc="upper left")


def _draw_judged(axes: Axes, report: OptimizerReport, judge: str) -> None:
    """A curve a method, a dot a least similarity, the mean of all goals; copying moves nothing."""
    axes.axhline(0, color=GREY, linewidth=1, linestyle="--", label=COPY)
    methods = dict.fromkeys(each.method for each in report.uplifts if each.method != COPY)
    for method, color in zip(methods, COLORS, strict=False):
        own = [each for each in report.uplifts if each.method == method]
        points = [
            [each for each in own if each.floor == floor]
            for floor in dict.fromkeys(each.floor for each in own)
        ]
        axes.plot(
            [np.mean([each.similarity for each in goals]) for goals in points],
            [np.mean([each.moves[judge] for each in goals]) for goals in points],
            "o-",
            color=color,
            label=method,
        )
    axes.set(title=f"Judge: {judge}", xlabel="Similarity to the original (mean chrF)")


def _scale_unit(predictor: PropertyPredictor) -> str:
    if predictor.info.scale is Scale.PLAIN:
        return predictor.info.unit
    return f"log {predictor.info.unit}" if predictor.info.scale is Scale.LOG1P else "log odds"


def _smoothed(values: Floats) -> Floats:
    """A running mean that starts at the first value."""
    span = max(1, round(_SMOOTHING * len(values)))
    sums = np.cumsum(np.insert(values, 0, 0.0))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - span, 0)
    smoothed: Floats = (sums[ends] - sums[starts]) / (ends - starts)
    return smoothed
