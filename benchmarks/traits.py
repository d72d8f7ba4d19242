"""What traits of posts go with for everybody: the constants of `optimizer.accounts.traits`.

    python benchmarks/traits.py tweets_congress.parquet tweets_public_figures.parquet

Of each training account the latest 400 posts are regressed by least squares on their traits. The
mean over accounts and the spread between them follow from the slopes and their standard errors, by
the method of moments (DerSimonian & Laird 1986).
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from tweetopt.datasets import account_medians, find_kind, read_table, seconds, split_of
from tweetopt.optimizer.accounts.traits import LEAST, traits_of
from tweetopt.predictors.empirical_bayes import trimmed

POSTS = 400
KIND = find_kind("tweets")


def slopes(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Slope and standard error of each trait that enough posts have, of one account."""
    rows = rows.assign(seconds=seconds(rows["created_at"]), post=rows["text"])
    rows = rows.sort_values("seconds").tail(POSTS)
    rows = rows.assign(text=[KIND.mask(KIND.clean(text)).text for text in rows["post"]])
    owner = pd.Series(np.zeros(len(rows)))
    gains = np.log1p(rows["likes"].to_numpy(dtype=float))
    gains -= np.log1p(account_medians(owner, rows["likes"].astype(float)))
    traits = traits_of(rows, kind=KIND)
    varied = [name for name in map(str, traits) if traits[name].astype(bool).sum() >= LEAST
              and (name[0] == "1" or (traits[name] == 0).sum() >= LEAST)]  # fmt: skip
    # One part of the day and one day are what the others are compared with.
    for start in ("posted on", "posted"):
        parts = [name for name in varied if name.startswith(start) and
                 name.startswith("posted on") == (start == "posted on")]  # fmt: skip
        varied = [name for name in varied if name not in parts[:1]]
    inputs = np.column_stack([np.ones(len(rows)), traits[varied]])
    targets = trimmed(gains)
    inverse = np.linalg.pinv(inputs.T @ inputs)
    found = inverse @ inputs.T @ targets
    noise = np.square(targets - inputs @ found).sum() / (len(rows) - len(found))
    errors = np.sqrt(np.maximum(np.diag(inverse), 0) * noise)
    return dict(zip(varied, zip(found[1:], errors[1:], strict=True), strict=True))


def everybody(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """Mean over accounts and spread between them, of slopes with standard errors."""
    slope, error = np.array([pair for pair in pairs if pair[1] > 0]).T
    weight = 1 / error**2
    mean = (weight * slope).sum() / weight.sum()
    excess = (weight * (slope - mean) ** 2).sum() - (len(slope) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (error**2 + between)
    mean = float((weight * slope).sum() / weight.sum())
    return {"mean": mean, "spread": float(np.sqrt(between)), "accounts": len(slope)}


def main() -> None:
    """Read the tables, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="+", type=Path)
    found: dict[str, list[tuple[float, float]]] = {}
    for path in parser.parse_args().tables:
        table = read_table(path, columns=["account", "created_at", "text", "likes"])
        for name, rows in table.groupby("account"):
            if split_of(str(name)) == "train" and len(rows) >= POSTS // 2:
                for trait, pair in slopes(rows).items():
                    found.setdefault(trait, []).append(pair)
    told = {trait: everybody(pairs) for trait, pairs in found.items()}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
