"""Change of tone on held-out review sentences, judged by a classifier that no system ever used.

    python benchmarks/tone.py --model MODEL --data DIR --rows 200 --out tone.json --table tone.md

DIR holds yelp_train.parquet and yelp_dev.parquet. The training rows are parted by a hash of their
text: the judge learns from one half, tones and templates from the other.
"""

import argparse
import hashlib
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from sacrebleu import corpus_bleu
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from word_template import WordTemplate

from tweetopt.optimizer import Settings, ToneDirection, change_tone, learn_tone
from tweetopt.optimizer.settings import Effort
from tweetopt.optimizer.tone import Method
from tweetopt.vae import TextAutoencoder

System = Callable[[Sequence[str], int], list[str]]
"""Sentences and the tone to leave them in, 0 or 1, to as many rewrites."""


@dataclass(frozen=True)
class Scores:
    """What a system reached on one draw of rows.

    Attributes:
        accuracy: Share of outputs that the judge gives the tone wanted.
        self_bleu: sacrebleu of the outputs against their inputs, 0 to 100.
        g: Geometric mean of accuracy, in percent, and self-BLEU.
        copied: Share of outputs that are their inputs.
        seconds: Of the whole draw, by row.
    """

    accuracy: float
    self_bleu: float
    g: float
    copied: float
    seconds: float


class Judge:
    """TF-IDF of words and pairs of words, and a logistic regression."""

    def __init__(self, rows: pd.DataFrame) -> None:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, token_pattern=r"\S+")
        self._pipeline = make_pipeline(words, LogisticRegression(C=10, max_iter=1000))
        self._pipeline.fit(rows["text"], rows["positive"])

    def accuracy(self, texts: Sequence[str], labels: Sequence[int]) -> float:
        """Share of texts that are given their labels."""
        return float(self._pipeline.score(list(texts), list(labels)))


def score(system: System, rows: pd.DataFrame, judge: Judge) -> tuple[Scores, list[str]]:
    """Turn every row into the other tone, and judge the outputs."""
    started = time.monotonic()
    outputs = pd.Series("", index=rows.index)
    for label, part in rows.groupby("positive"):
        outputs[part.index] = system(part["text"].tolist(), 1 - int(str(label)))
    seconds = (time.monotonic() - started) / len(rows)
    accuracy = judge.accuracy(outputs.tolist(), (1 - rows["positive"]).tolist())
    bleu = corpus_bleu(outputs.tolist(), [rows["text"].tolist()], force=True).score
    copied = float((outputs == rows["text"]).mean())
    g = math.sqrt(100 * accuracy * bleu)
    return Scores(accuracy, bleu, g, copied, seconds), outputs.tolist()


def latent_system(
    tone: ToneDirection,
    autoencoder: TextAutoencoder,
    *,
    method: Method,
    strength: float,
    settings: Settings,
) -> System:
    """`change_tone` as a system."""

    def system(texts: Sequence[str], toward: int) -> list[str]:
        changes = change_tone(
            texts,
            tone,
            autoencoder=autoencoder,
            method=method,
            strength=strength if toward else -strength,
            settings=settings,
        )
        return [change.best for change in changes]

    return system


def heaps(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The sentences of tone 0 and those of tone 1."""
    return tuple(rows["text"][rows["positive"] == tone].tolist() for tone in (0, 1))  # type: ignore[return-value]


def for_the_judge(text: str) -> bool:
    """Whether a training sentence is the judge's."""
    return int(hashlib.sha256(f"tone-judge:{text}".encode()).hexdigest(), 16) % 2 == 0


def run(options: argparse.Namespace) -> dict[str, object]:
    """Score all systems over all seeds."""
    train = pd.read_parquet(options.data / "yelp_train.parquet")
    dev = pd.read_parquet(options.data / "yelp_dev.parquet")
    judged = train["text"].map(for_the_judge)
    judge, train = Judge(train[judged]), train[~judged]
    autoencoder = TextAutoencoder.from_pretrained(options.model)
    found: dict[str, list[Scores]] = {}
    shown: dict[str, list[str]] = {}
    for seed in range(options.seeds):
        drawn = train.sample(min(options.train_rows, len(train)), random_state=seed)
        rows = dev if not options.rows else dev.sample(options.rows, random_state=seed)
        systems: dict[str, System] = {"copy": lambda texts, _: list(texts)}
        template = WordTemplate(*heaps(train.sample(frac=0.9, random_state=seed)))
        systems["word template"] = lambda texts, toward, t=template: [  # type: ignore[misc]
            t.rewrite(text, toward=toward) for text in texts
        ]
        tone = learn_tone(*heaps(drawn), autoencoder=autoencoder, name="positive")
        settings = Settings(seed=seed, effort=Effort(options.effort))
        for name in options.methods:
            for strength in options.strengths:
                systems[f"{name}, strength {strength:g}"] = latent_system(
                    tone, autoencoder, method=Method(name), strength=strength, settings=settings
                )
        for name, system in systems.items():
            if options.only and not any(name.startswith(each) for each in options.only):
                continue
            scores, outputs = score(system, rows, judge)
            found.setdefault(name, []).append(scores)
            shown[name] = outputs
            print(f"seed {seed}  {name:28} {scores}", flush=True)
    if options.outputs:
        pd.DataFrame({"text": rows["text"].tolist(), **shown}).to_csv(options.outputs, index=False)
    return {
        "model": str(options.model),
        "rows": options.rows or len(dev),
        "seeds": options.seeds,
        "judge_accuracy": judge.accuracy(dev["text"].tolist(), dev["positive"].tolist()),
        "plane_accuracy": tone.card.accuracy,
        "systems": {name: [asdict(each) for each in scores] for name, scores in found.items()},
    }


def table(report: dict[str, object]) -> str:
    """The report as Markdown: mean over the seeds, and their standard deviation for G."""
    lines = [
        "| system | accuracy | self-BLEU | G | copied | s a row |",
        "|---|---|---|---|---|---|",
    ]
    systems = report["systems"]
    assert isinstance(systems, dict)
    for name, runs in systems.items():
        mean = {key: statistics.fmean(each[key] for each in runs) for key in runs[0]}
        spread = statistics.stdev([each["g"] for each in runs]) if len(runs) > 1 else 0.0
        lines.append(
            f"| {name} | {mean['accuracy']:.1%} | {mean['self_bleu']:.1f} | {mean['g']:.1f} "
            f"± {spread:.1f} | {mean['copied']:.1%} | {mean['seconds']:.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the options, run, and write JSON and a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="tweets", help="folder or bundled name")
    parser.add_argument("--data", type=Path, required=True, help="folder of the parquet files")
    parser.add_argument("--rows", type=int, default=0, help="rows of yelp_dev; 0 is all")
    parser.add_argument("--train-rows", type=int, default=20_000, help="for learning the tone")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--methods", nargs="*", default=list(Method), help="of change_tone")
    parser.add_argument("--strengths", nargs="*", type=float, default=[1.0])
    parser.add_argument("--effort", default="draft", choices=list(Effort))
    parser.add_argument("--only", nargs="*", help="systems whose names begin so")
    parser.add_argument(
        "--outputs", type=Path, help="a .csv of the last seed's outputs; not shared"
    )
    parser.add_argument("--out", type=Path, help="a .json file")
    parser.add_argument("--table", type=Path, help="a .md file")
    options = parser.parse_args()
    report = run(options)
    print(table(report))
    if options.out:
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.table:
        options.table.write_text(table(report), encoding="utf-8")


if __name__ == "__main__":
    main()
