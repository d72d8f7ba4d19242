"""What an account's own posts add to the bundled head, as its owner would live it.

Of each test account the first 80% of its posts in time are there to fit on, the last 20% judge. Of
the first, the latest 50, 200 or 1,000 are used (accounts that have fewer are left out), and every
judged post is told the median of the latest 200 of them. Compared are the bundled head, the head
with a shift and a width of its own, and the head of one's own (`predictors.personal_fitting`).

    python benchmarks/personal.py tweets_congress.parquet tweets_public_figures.parquet
    python benchmarks/personal.py ... --split validation --fit-prior

The prior variances were found by the second line. Figures are means over accounts, and the standard
errors are those of the mean difference to the bundled head, with accounts as the sample.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy.optimize import minimize

from tweetopt.datasets import read_table, seconds, split_of
from tweetopt.datasets.splits import NEIGHBOURS
from tweetopt.optimizer import Engine
from tweetopt.optimizer.history import with_own_medians
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.base import centre_and_half_width
from tweetopt.predictors.empirical_bayes import AdaptationPrior, log_evidence
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal_fitting import adapt_predictor, evidence_of
from tweetopt.predictors.scores import close_pairs, number_scores
from tweetopt.predictors.tables import encode_examples

POSTS = (50, 200, 1_000)
"""To fit on."""
JUDGED = 0.2
"""Share of an account's posts, the latest."""
MOST = 1_250
"""Posts of an account, the latest: four fifths of them are the most that is fitted on."""
LEAST = 75
"""Posts of an account: fewer leave less than 15 to judge."""
PRIOR_FROM = 200
"""Posts of an account that the prior is fitted on."""
SHIFT_ALONE = AdaptationPrior(slope=0.0, code=0.0, words=0.0)


@dataclass(frozen=True)
class Figures:
    """How one way of predicting did on one account's judged posts, or on average.

    Attributes:
        pairs: Share of pairs within 30 days put in the right order.
        error: Mean absolute error on the scale log1p.
        coverage: Share inside the 90% interval.
        width: Mean width of the interval on the scale.
    """

    pairs: float
    error: float
    coverage: float
    width: float


def accounts(
    tables: Sequence[Path], split: str, engine: Engine, cache: Path | None
) -> Iterator[Examples]:
    """The accounts of a split, encoded, each in order of time, its medians unknown."""
    for path in tables:
        table = read_table(path, columns=["account", "created_at", "text", "likes"])
        chosen = {name for name in table["account"].unique() if split_of(str(name)) == split}
        for name, rows in table[table["account"].isin(chosen)].groupby("account"):
            if len(rows) >= LEAST:
                place = cache and cache / f"{path.stem}-{name}.npz"
                yield _account(rows, engine, place)


def _account(rows: pd.DataFrame, engine: Engine, cache: Path | None) -> Examples:
    rows = rows.assign(seconds=seconds(rows["created_at"]))
    rows = rows.sort_values("seconds", kind="stable").tail(MOST)
    rows = pd.DataFrame(
        {
            "text": [engine.kind.mask(engine.kind.clean(text)).text for text in rows["text"]],
            "value": rows["likes"].astype(float).to_numpy(),
            "seconds": rows["seconds"].to_numpy(),
            "account": 0,
            "median": np.nan,
        }
    )
    if cache and cache.exists():
        fits = engine.autoencoder.fits(rows["text"].tolist())
        rows = rows[fits]
        codes = np.load(cache)["codes"][-len(rows) :]
        if len(codes) == len(rows):
            return _examples(rows, codes)
    examples = encode_examples(rows, autoencoder=engine.autoencoder)
    if cache:
        np.savez(cache, codes=examples.latents.numpy())
    return examples


def _examples(rows: pd.DataFrame, codes: np.ndarray) -> Examples:
    return Examples(
        torch.from_numpy(codes),
        torch.tensor(rows["value"].to_numpy(), dtype=torch.float32),
        torch.tensor(rows["median"].to_numpy(), dtype=torch.float32),
        torch.zeros(len(rows), dtype=torch.long),
        torch.tensor(rows["seconds"].to_numpy()),
        rows["text"].to_numpy(dtype=object),
    )


def measure(predictor: PropertyPredictor, judged: Examples) -> Figures:
    """How a predictor does on posts that all have one median."""
    asked = judged.read_by(predictor)
    with torch.no_grad():
        middle, half = centre_and_half_width(asked, judged.latents, judged.medians)
    values = predictor.info.scale.forward(judged.values)
    medians = predictor.info.scale.forward(judged.medians)
    scores = number_scores(
        *(each.double().numpy() for each in (values, medians, middle)),
        level=middle.double().numpy(),
        pairs=close_pairs(judged),
        ratios=True,
    )
    inside = (values - middle).abs() <= half
    return Figures(
        scores.pairs, scores.mean_error, float(inside.float().mean()), float(2 * half.mean())
    )


def ways(base: PropertyPredictor, past: Examples, gist_dim: int) -> dict[str, PropertyPredictor]:
    """The predictors that are compared."""

    def fitted(prior: AdaptationPrior) -> PropertyPredictor:
        return adapt_predictor(base, past, base="likes", gist_dim=gist_dim, prior=prior)

    return {"bundled": base, "shift": fitted(SHIFT_ALONE), "own": fitted(AdaptationPrior())}


def judge(posts: Examples, count: int, engine: Engine) -> dict[str, Figures] | None:
    """One account's figures; None where it has too few posts."""
    (base,) = engine.predictors.values()
    first = round(len(posts) * (1 - JUDGED))
    if first < count:
        return None
    past = with_own_medians(posts.where(torch.arange(first - count, first)), base.info.scale)
    judged = posts.where(torch.arange(first, len(posts)))
    usual = past.values[-NEIGHBOURS:].median()
    judged = Examples(judged.latents, judged.values, usual.expand(len(judged)), judged.accounts,
                      judged.seconds, judged.texts)  # fmt: skip
    found = ways(base, past, engine.autoencoder.gist_dim)
    return {name: measure(each, judged) for name, each in found.items()}


def summary(found: Sequence[dict[str, Figures]]) -> dict[str, object]:
    """Means over accounts, and standard errors of differences to the bundled head."""
    told: dict[str, object] = {"accounts": len(found)}
    bundled = np.array([astuple(each["bundled"]) for each in found])
    names = list(Figures.__dataclass_fields__)
    for way in found[0]:
        figures = np.array([astuple(each[way]) for each in found])
        gaps = figures - bundled
        errors = np.nanstd(gaps, axis=0, ddof=1) / np.sqrt(len(found))
        worse = int((gaps[:, 0] < -0.02).sum())
        told[way] = {
            **asdict(Figures(*np.nanmean(figures, axis=0).tolist())),
            "difference": dict(zip(names, np.nanmean(gaps, axis=0).tolist(), strict=True)),
            "standard_error": dict(zip(names, errors.tolist(), strict=True)),
            "accounts_with_pairs_worse_by_2_points": worse,
        }
    return told


def fit_prior(found: Sequence[Examples], engine: Engine) -> AdaptationPrior:
    """The prior that makes the errors of these accounts likeliest, by Nelder and Mead."""
    (base,) = engine.predictors.values()
    width = engine.autoencoder.gist_dim or engine.autoencoder.latent_dim
    latest = [each.where(torch.arange(len(each))[-PRIOR_FROM:]) for each in found]
    posts = [with_own_medians(each, base.info.scale) for each in latest]
    known = [evidence_of(base, each, width=width)[0] for each in posts]

    def loss(logs: np.ndarray) -> float:
        prior = AdaptationPrior(*np.exp(logs).tolist())
        return -sum(log_evidence(each, prior) for each in known)

    best = minimize(loss, np.log(astuple(AdaptationPrior())), method="Nelder-Mead",
                    options={"maxfev": 120, "xatol": 0.1, "fatol": 0.5})  # fmt: skip
    print(f"log evidence {-best.fun:.1f}", file=sys.stderr)
    return AdaptationPrior(*np.exp(best.x).tolist())


def main() -> None:
    """Read the options, measure, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--fit-prior", action="store_true")
    parser.add_argument("--cache", type=Path, help="folder that keeps codes between runs")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    engine = Engine.load()
    posts = list(accounts(options.tables, options.split, engine, options.cache))
    result: dict[str, object]
    if options.fit_prior:
        result = {"prior": asdict(fit_prior(posts, engine)), "accounts": len(posts)}
    else:
        by_count: Callable[[int], list[dict[str, Figures]]] = lambda count: [  # noqa: E731
            each for each in (judge(one, count, engine) for one in posts) if each
        ]
        result = {
            "split": options.split, "fingerprint": engine.autoencoder.fingerprint,
            "prior": asdict(AdaptationPrior()),
            "posts": {count: summary(by_count(count)) for count in POSTS},
        }  # fmt: skip
    text = json.dumps(result, indent=1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
