"""Change of tone on held-out review sentences, judged by classifiers that no system ever used.

    python benchmarks/tone.py --model MODEL --data DIR --rows 200 --out tone.json --table tone.md

DIR holds yelp_train.parquet and yelp_dev.parquet. The training rows are parted by a hash of their
text: the judges learn from one half, tones and templates from the other.
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

import numpy as np
import pandas as pd
from sacrebleu import corpus_bleu
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from word_template import WordTemplate

from tweetopt.optimizer import Settings, ToneDirection, change_tone, learn_tone
from tweetopt.optimizer.settings import Effort
from tweetopt.optimizer.tone.moves import ToneMethod
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.wording.language_model import LanguageModel

_LETTER_ROWS = 10_000

System = Callable[[Sequence[str], int], list[str]]
"""Sentences and the tone to leave them in, 0 or 1, to as many rewrites."""


@dataclass(frozen=True)
class Scores:
    """What a system reached on one draw of rows.

    Attributes:
        accuracy: Share of outputs that the judge of words gives the tone wanted.
        accuracy_letters: The same by a judge of runs of letters, fitted on fewer rows.
        self_bleu: sacrebleu of the outputs against their inputs, 0 to 100.
        g: Geometric mean of accuracy, in percent, and self-BLEU.
        perplexity_ratio: Of the outputs, under trigrams of the judges' rows, over the inputs'.
        copied: Share of outputs that are their inputs.
        seconds: Of the whole draw, by row.
    """

    accuracy: float
    accuracy_letters: float
    self_bleu: float
    g: float
    perplexity_ratio: float
    copied: float
    seconds: float


class Judges:
    """Two classifiers, logistic regressions on TF-IDF, and a trigram model.

    Args:
        rows: Texts with their tones.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        few = rows.sample(min(_LETTER_ROWS, len(rows)), random_state=0)
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, token_pattern=r"\S+")
        letters = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=5, sublinear_tf=True)
        self.words = make_pipeline(words, LogisticRegression(C=10, max_iter=1000))
        self.letters = make_pipeline(letters, LogisticRegression(C=10, max_iter=1000))
        self.words.fit(rows["text"], rows["positive"])
        self.letters.fit(few["text"], few["positive"])
        self.language = LanguageModel.learn(rows["text"].tolist())

    def accuracies(self, texts: Sequence[str], labels: Sequence[int]) -> tuple[float, float]:
        """Shares of texts that are given their labels, by words and by letters."""
        by_words, by_letters = (
            float(each.score(list(texts), list(labels))) for each in (self.words, self.letters)
        )
        return by_words, by_letters


def score(system: System, rows: pd.DataFrame, judges: Judges) -> tuple[Scores, list[str]]:
    """Turn every row into the other tone, and judge the outputs."""
    started = time.monotonic()
    outputs = pd.Series("", index=rows.index)
    for label, part in rows.groupby("positive"):
        written = system(part["text"].tolist(), 1 - int(str(label)))
        outputs[part.index] = np.array(written, dtype=object)
    seconds = (time.monotonic() - started) / len(rows)
    written, read = outputs.tolist(), rows["text"].tolist()
    accuracy, letters = judges.accuracies(written, (1 - rows["positive"]).tolist())
    bleu = corpus_bleu(written, [read], force=True).score
    ratio = judges.language.perplexity(written) / judges.language.perplexity(read)
    scores = Scores(
        accuracy=accuracy,
        accuracy_letters=letters,
        self_bleu=bleu,
        g=math.sqrt(100 * accuracy * bleu),
        perplexity_ratio=ratio,
        copied=float((outputs == rows["text"]).mean()),
        seconds=seconds,
    )
    return scores, written


def latent_system(
    tone: ToneDirection,
    autoencoder: TextAutoencoder,
    *,
    method: ToneMethod,
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


def by_tone(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The sentences of tone 0 and those of tone 1."""
    return tuple(rows["text"][rows["positive"] == tone].tolist() for tone in (0, 1))  # type: ignore[return-value]


def for_the_judge(text: str) -> bool:
    """Whether a training sentence is the judge's."""
    return int(hashlib.sha256(f"tone-judge:{text}".encode()).hexdigest(), 16) % 2 == 0


def learned_tone(
    train: pd.DataFrame, autoencoder: TextAutoencoder, *, options: argparse.Namespace, seed: int
) -> ToneDirection:
    """The tone of a draw of training rows."""
    drawn = train.sample(min(options.train_rows, len(train)), random_state=seed)
    return learn_tone(
        *by_tone(drawn), autoencoder=autoencoder, name="positive", most_encoded=options.encoded
    )


def all_systems(
    train: pd.DataFrame,
    tone: ToneDirection | None,
    autoencoder: TextAutoencoder,
    *,
    options: argparse.Namespace,
    seed: int,
) -> dict[str, System]:
    """The baselines, and `change_tone` by each method and strength."""
    template = WordTemplate(*by_tone(train.sample(frac=0.9, random_state=seed)))
    systems: dict[str, System] = {
        "copy": lambda texts, _: list(texts),
        "word template": lambda texts, toward: [
            template.rewrite(text, toward=toward) for text in texts
        ],
    }
    if tone is None:
        return systems
    settings = Settings(seed=seed, effort=Effort(options.effort))
    for name in options.methods:
        for strength in options.strengths:
            systems[f"{name}, strength {strength:g}"] = latent_system(
                tone, autoencoder, method=ToneMethod(name), strength=strength, settings=settings
            )
    return systems


def run(options: argparse.Namespace) -> dict[str, object]:
    """Score all systems over all seeds."""
    train = pd.read_parquet(options.data / "yelp_train.parquet")
    dev = pd.read_parquet(options.data / "yelp_dev.parquet")
    judged = train["text"].map(for_the_judge)
    judges, train = Judges(train[judged]), train[~judged]
    autoencoder = TextAutoencoder.from_pretrained(options.model)
    found: dict[str, list[Scores]] = {}
    shown: dict[str, list[str]] = {}
    planes: list[float] = []
    for seed in range(options.seeds):
        rows = dev if not options.rows else dev.sample(options.rows, random_state=seed)
        tone = None
        if options.methods:
            tone = learned_tone(train, autoencoder, options=options, seed=seed)
            planes.append(tone.card.accuracy)
        systems = all_systems(train, tone, autoencoder, options=options, seed=seed)
        for name, system in systems.items():
            scores, outputs = score(system, rows, judges)
            found.setdefault(name, []).append(scores)
            shown[name] = outputs
            print(f"seed {seed}  {name:28} {scores}", flush=True)
    if options.outputs:
        pd.DataFrame({"text": rows["text"].tolist(), **shown}).to_csv(options.outputs, index=False)
    return {
        "model": str(options.model),
        "rows": options.rows or len(dev),
        "seeds": options.seeds,
        "train_rows": options.train_rows,
        "judges_on_dev": judges.accuracies(dev["text"].tolist(), dev["positive"].tolist()),
        "planes_on_held_out": planes,
        "systems": {name: [asdict(each) for each in scores] for name, scores in found.items()},
    }


def table(report: dict[str, object]) -> str:
    """The report as Markdown: mean over the seeds, and their standard deviation for G."""
    lines = [
        "| system | accuracy | by letters | self-BLEU | G | perplexity | copied | s a row |",
        "|---|---|---|---|---|---|---|---|",
    ]
    systems = report["systems"]
    assert isinstance(systems, dict)
    for name, runs in systems.items():
        mean = {key: statistics.fmean(each[key] for each in runs) for key in runs[0]}
        spread = statistics.stdev([each["g"] for each in runs]) if len(runs) > 1 else 0.0
        lines.append(
            f"| {name} | {mean['accuracy']:.1%} | {mean['accuracy_letters']:.1%} "
            f"| {mean['self_bleu']:.1f} | {mean['g']:.1f} ± {spread:.1f} "
            f"| {mean['perplexity_ratio']:.2f}x | {mean['copied']:.1%} | {mean['seconds']:.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the options, run, and write JSON and a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="tweets", help="folder or bundled name")
    parser.add_argument("--data", type=Path, required=True, help="folder of the parquet files")
    parser.add_argument("--rows", type=int, default=0, help="rows of yelp_dev; 0 is all")
    parser.add_argument("--train-rows", type=int, default=20_000, help="for learning the tone")
    parser.add_argument("--encoded", type=int, default=5_000, help="of them, by tone")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--methods", nargs="*", default=list(ToneMethod), help="of change_tone")
    parser.add_argument("--strengths", nargs="*", type=float, default=[1.0])
    parser.add_argument("--effort", default="draft", choices=list(Effort))
    parser.add_argument("--outputs", type=Path, help="a .csv of the last outputs")
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
