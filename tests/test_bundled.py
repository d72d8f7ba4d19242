"""The model that comes with the package: there, whole, small enough, and good at what it's for."""

import json
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

from tweetopt.datasets.tables import Columns
from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.examples.model_card import card, main as write_card
from tweetopt.optimizer import Engine, Request, optimize_texts, parse_goal
from tweetopt.predictors.evaluation import evaluate_predictor
from tweetopt.predictors.tables import encode_examples, read_property_table
from tweetopt.vae.measuring.evaluation import evaluate_vae

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared" / "data" / "tweets_congress.parquet"


@pytest.fixture(scope="module")
def bundled():
    return Engine.load()


@pytest.fixture(scope="module")
def everyday():
    return pd.read_csv(ROOT / "examples" / "everyday.csv")


@pytest.fixture(scope="module")
def unseen_tweets():
    if not TABLE.is_file():
        pytest.skip(f"{TABLE.name} isn't beside the checkout")
    return read_property_table(TABLE, kind=TWEETS, columns=Columns(), value="likes")


def test_it_is_whole_small_and_never_pickled():
    files = [
        path
        for package in ("tweetopt.vae", "tweetopt.predictors")
        for path in (Path(str(resources.files(package))) / "pretrained").rglob("*")
        if path.is_file()
    ]
    assert {path.suffix for path in files} <= {".json", ".jsonl", ".safetensors", ".md"}
    assert sum(path.stat().st_size for path in files) < 43_000_000


def test_the_card_says_what_was_measured():
    model, head = (ROOT / room / "pretrained" for room in ("vae", "predictors"))
    written = (model / "tweets" / "README.md").read_text(encoding="utf-8")
    assert written == card(model / "tweets", head / "likes")


def test_a_card_tells_what_came_before_its_model(tmp_path):
    bundled = ROOT / "vae" / "pretrained" / "tweets"
    model = tmp_path / "model"
    (model / "figures").mkdir(parents=True)
    for path in [*bundled.glob("*.safetensors"), *bundled.glob("*.json"), *bundled.glob("*/*")]:
        (model / path.relative_to(bundled)).symlink_to(path)
    (model / "figures" / "stages.json").unlink()
    history = [{"minutes": 5.2, "step": 1_234, "tokens": 3_210_000}]
    (tmp_path / "training.json").write_text(json.dumps({"history": history}))
    head = ROOT / "predictors" / "pretrained" / "likes"
    write_card([str(model), str(head), "--from", "tweets", "--stage", str(tmp_path)])
    told = (model / "README.md").read_text(encoding="utf-8")
    before = json.loads((bundled / "figures" / "stages.json").read_text(encoding="utf-8"))
    assert "; ".join([*before, "5 minutes (1,234 steps, 3.2 million tokens)"]) in told


def test_everyday_examples_are_many_varied_and_fit(bundled, everyday):
    assert len(everyday) >= 100
    assert everyday["topic"].nunique() >= 9
    bundled.autoencoder.check_lengths(everyday["text"].tolist())


def test_everyday_english_survives_the_round_trip(bundled, everyday):
    texts = [TWEETS.mask(text).text for text in everyday["text"]]
    report = evaluate_vae(bundled.autoencoder, texts)
    assert report.bands[-1].refined.f1 > 0.9
    assert report.bands[-1].refined.exact > 0.5
    assert report.use.gap > 3


def test_the_product_moves_everyday_tweets(bundled, everyday):
    goals = [parse_goal("likes>=500")]
    requests = [Request(text, goals, account_median=30) for text in everyday["text"][::10]]
    results = optimize_texts(requests, engine=bundled)
    moved = [result for result in results if result.candidates]
    assert len(moved) >= len(results) / 3
    for result in moved:
        best = result.candidates[0].predictions["likes"]
        assert best.value > result.original["likes"].value
        assert best.low < best.value < best.high


class Paraphraser:
    """A writer that knows sentences: it answers with what it is given."""

    name, fluent, seeded, notice = "paraphraser", True, True, None

    def __init__(self, *texts):
        self.texts = texts

    def propose(self, briefs, *, engine, settings):  # noqa: ARG002
        for place, brief in enumerate(briefs):
            yield from ((place, brief.proposal(text)) for text in self.texts)


def test_other_words_for_the_same_pass_and_another_text_does_not(bundled):
    text = "My laptop died right before the deadline."
    same = "The computer I work on broke down just as everything was due."
    other = "All you need for a good soup is time and a handful of fresh herbs."
    request = Request(text, [parse_goal("likes=max")])
    (result,) = optimize_texts([request], engine=bundled, writers=[Paraphraser(same, other)])
    shown = [*result.candidates, *result.alternatives]
    assert [each.text for each in shown] == [same]
    assert shown[0].similarity < 0.25 < shown[0].meaning
    assert result.dropped["strayed too far from your text"] > 0


@pytest.mark.slow  # cleaning a million tweets takes a minute
def test_unseen_short_tweets_are_rebuilt(bundled, unseen_tweets):
    rows = unseen_tweets.part("test", most=400)
    texts = [text for text in rows["text"] if len(text) < 100]
    report = evaluate_vae(bundled.autoencoder, texts)
    assert report.bands[-1].one_shot.f1 > 0.7
    assert report.bands[-1].refined.f1 > report.bands[-1].one_shot.f1


@pytest.mark.slow
def test_the_head_beats_the_account_median_on_unseen_accounts(bundled, unseen_tweets):
    rows = unseen_tweets.part("test", most=3_000)
    examples = encode_examples(rows, autoencoder=bundled.autoencoder)
    report = evaluate_predictor(bundled.predictors["likes"], examples)
    assert report.head.pairs > report.baseline.pairs + 0.03
    assert report.head.wording_spearman > 0.1
    assert 0.8 < report.intervals[0].known < 0.97
