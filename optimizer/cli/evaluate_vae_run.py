"""What `optimize evaluate vae` measures of a model, by a table's texts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.datasets.tables import TextTable
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.measuring.echoes import EchoReport, evaluate_echoes
from tweetopt.vae.measuring.evaluation import VAEReport, evaluate_vae
from tweetopt.vae.measuring.gist_use import GistUse, measure_gist_use
from tweetopt.vae.measuring.meaning import LEARNED, MEASURED, MeaningScores, measure_meaning
from tweetopt.vae.measuring.smoothness import SmoothnessReport, evaluate_smoothness
from tweetopt.vae.measuring.triples import Triple, TripleReport, measure_triples
from tweetopt.vae.measuring.validity import Validity, evaluate_validity
from tweetopt.vae.teaching.teacher import LSA, Teacher, load_teacher
from tweetopt.vae.wording.language_model import LanguageModel

if TYPE_CHECKING:
    import pandas as pd

_LANGUAGE_TEXTS = 200_000  # texts at most, that the judge of fluency learns from
_LSA_TEXTS = 200_000  # texts at most, that the teacher lsa learns from
_SMOOTHED = 200  # texts whose neighbourhood is measured


@dataclass(frozen=True)
class Measurements:
    """What to measure beside reconstruction and the health of the codes.

    Attributes:
        smoothness: The space between the codes, and echoes of training texts.
        parse: How many written lines are valid Python.
        temperature: Sampling temperature of the lines that are parsed.
        beams: Of the beam search that writes them.
        teacher: Whose sentence embeddings to predict from the codes.
        triples: Mwanted texts with a paraphrase, and with nearly the same words.
    """

    smoothness: bool
    parse: bool
    temperature: float
    beams: int
    teacher: str | None
    triples: Sequence[Triple] = ()


@dataclass(frozen=True)
class Measured:
    """What was measured; None, or nothing, for what wasn't.

    Attributes:
        report: Reconstruction by length, and the health of the codes.
        smoothness: How smooth the space around the texts is.
        echoes: How often the model repeats training texts.
        validity: How much of what the model writes is Python, by the kind of code.
        meaning: What the codes tell of a teacher's embeddings, by the part of the code.
        gist_use: What the decoder writes where the detail is lost, by the level of the noise; of
            codes with a gist.
        triples: Whether paraphrases are nearer than nearly the same words.
    """

    report: VAEReport
    smoothness: SmoothnessReport | None
    echoes: EchoReport | None
    validity: Mapping[str, Validity]
    meaning: Sequence[MeaningScores]
    gist_use: Sequence[GistUse]
    triples: TripleReport | None

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        others = {name: value for name, value in asdict(self).items() if value and name != "report"}
        return {**asdict(self.report), "collapsed": self.report.use.collapsed, **others}


def measure(
    autoencoder: TextAutoencoder,
    table: TextTable,
    rows: "pd.DataFrame",
    *,
    split: str,
    wanted: Measurements,
) -> Measured:
    """Measure a model on rows of a table.

    Args:
        autoencoder: The model.
        table: The table's texts.
        rows: Those to measure on.
        split: The split that they are of.
        wanted: What to measure.

    Raises:
        ValueError: There is no such teacher, the table has too few training rows for it, or no
            triple can be measured.
    """
    lesson = None if wanted.teacher is None else _lesson(table, split=split, name=wanted.teacher)
    report = evaluate_vae(autoencoder, rows["text"].tolist())
    return Measured(
        report,
        _smoothness(autoencoder, table, rows) if wanted.smoothness else None,
        _echoes(autoencoder, table, rows) if wanted.smoothness else None,
        _validity(autoencoder, table, rows, wanted) if wanted.parse else {},
        _meaning(autoencoder, lesson) if lesson else [],
        _gist_use(autoencoder, rows, lesson.teacher) if lesson and autoencoder.gist_dim else [],
        _triples(autoencoder, wanted.triples, lesson),
    )


@dataclass(frozen=True)
class _Lesson:
    """A teacher, mwanted training texts to fit a linear map on, and held-out ones to measure it."""

    teacher: Teacher
    train: Sequence[str]
    held_out: Sequence[str]


def _lesson(table: TextTable, *, split: str, name: str) -> _Lesson:
    """At most 8,000 texts of the split, and training texts that are not among them."""
    held_out = table.part(split, most=MEASURED)
    most = _LSA_TEXTS if name == LSA else LEARNED
    train = table.part("train", most=most, without=held_out)
    if train.empty:
        raise ValueError(
            f"--teacher {name}: expected training rows in the table, beside those measured, got "
            "none; use --split test"
        )
    # Tables are often sorted by account, and of the training rows the first are used.
    shuffled = train["text"].sample(frac=1, random_state=0).tolist()
    return _Lesson(
        load_teacher(name, texts=shuffled, hidden=(LINK, MENTION), seed=0),
        shuffled[:LEARNED],
        held_out["text"].sample(frac=1, random_state=0).tolist(),
    )


def _meaning(autoencoder: TextAutoencoder, lesson: _Lesson) -> list[MeaningScores]:
    """What the codes tell of the teacher's embeddings."""
    return measure_meaning(
        autoencoder,
        train=lesson.train,
        held_out=lesson.held_out,
        teacher=lesson.teacher,
        gist_dim=autoencoder.gist_dim,
    )


def _triples(
    autoencoder: TextAutoencoder, triples: Sequence[Triple], lesson: _Lesson | None
) -> TripleReport | None:
    """Whether paraphrases are nearer than nearly the same words; None where none were given."""
    if not triples:
        return None
    teacher = lesson.teacher if lesson else None
    return measure_triples(triples, autoencoder=autoencoder, teacher=teacher)


def _gist_use(
    autoencoder: TextAutoencoder, rows: "pd.DataFrame", teacher: Teacher
) -> list[GistUse]:
    """How the decoder uses the gist of a few rows."""
    return measure_gist_use(autoencoder, _some(autoencoder, rows), teacher=teacher)


def _smoothness(
    autoencoder: TextAutoencoder, table: TextTable, rows: "pd.DataFrame"
) -> SmoothnessReport:
    """How smooth the space around the measured rows is; fluency by the table's training rows."""
    learned = table.part("train", most=_LANGUAGE_TEXTS, without=rows)["text"].tolist()
    language = LanguageModel.learn(learned) if learned else None
    return evaluate_smoothness(autoencoder, _some(autoencoder, rows), language=language)


def _echoes(
    autoencoder: TextAutoencoder, table: TextTable, rows: "pd.DataFrame"
) -> EchoReport | None:
    """How often the model repeats training rows; None where the table has none."""
    training = table.part("train", without=rows)["text"].tolist()
    return (
        evaluate_echoes(autoencoder, rows["text"].tolist(), training=training) if training else None
    )


def _validity(
    autoencoder: TextAutoencoder, table: TextTable, rows: "pd.DataFrame", wanted: Measurements
) -> Mapping[str, Validity]:
    """How much of what the model writes around the measured rows is Python."""
    return evaluate_validity(
        autoencoder,
        _some(autoencoder, rows),
        training=frozenset(table.part("train")["text"]),
        temperature=wanted.temperature,
        beams=wanted.beams,
    )


def _some(autoencoder: TextAutoencoder, rows: "pd.DataFrame") -> list[str]:
    """A few of the rows that fit the model, in random order: tables are often sorted by account."""
    fitting = rows["text"][autoencoder.fits(rows["text"].tolist())]
    texts: list[str] = fitting.sample(min(_SMOOTHED, len(fitting)), random_state=0).tolist()
    return texts
