import json
import math
import shutil
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from tweetopt.optimizer import Settings, ToneDirection, change_tone, learn_tone
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.tone.change import TonePredictor, _Reader
from tweetopt.optimizer.tone.directions import ToneCard
from tweetopt.optimizer.tone.moves import ToneMethod
from tweetopt.optimizer.tone.words import reword
from tweetopt.predictors import check_predictor
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.wording.language_model import LanguageModel

SUBJECTS = ("my dog", "our team", "the cat", "a friend")
OBJECTS = ("coffee", "the rain", "old books", "a bike")
GLAD, SOUR = ([f"{s} {verb} {o}" for s in SUBJECTS for o in OBJECTS] for verb in ("loves", "hates"))


@pytest.fixture(scope="module")
def tone(autoencoder):
    return learn_tone(SOUR, GLAD, autoencoder=autoencoder, name="glad")


def test_the_plane_tells_the_heaps_apart(autoencoder, tone):
    scores = [tone.score(to_pre_tanh(autoencoder.encode(heap))) for heap in (SOUR, GLAD)]
    assert (scores[0] < 0).all()
    assert (scores[1] > 0).all()
    assert tone.level == pytest.approx(float(scores[1].mean() - scores[0].mean()) / 2, rel=1e-3)
    assert math.isnan(tone.card.accuracy)  # too few texts to hold some out


def test_with_more_texts_some_are_held_out(autoencoder):
    many = learn_tone(SOUR * 40, GLAD * 40, autoencoder=autoencoder)
    assert many.card.texts == 1280
    assert math.isnan(many.card.accuracy) or 0.5 < many.card.accuracy <= 1


def test_pairs_are_learned_from_their_differences(autoencoder):
    tone = learn_tone(SOUR, GLAD, autoencoder=autoencoder, paired=True)
    differences = to_pre_tanh(autoencoder.encode(GLAD)) - to_pre_tanh(autoencoder.encode(SOUR))
    assert (differences @ tone.weight > 0).all()
    with pytest.raises(ValueError, match="expected as many texts to pair, got 16 and 2"):
        learn_tone(SOUR, GLAD[:2], autoencoder=autoencoder, paired=True)


def test_directions_add_subtract_and_scale(tone):
    codes = torch.randn(3, len(tone.shift))
    assert (tone + tone).score(codes).allclose(2 * tone.score(codes), atol=1e-4)
    assert (2 * tone - tone).score(codes).allclose(tone.score(codes), atol=1e-4)
    assert (-tone).score(codes).allclose(-tone.score(codes))
    assert (-tone).level == pytest.approx(tone.level)
    other = replace(tone, card=ToneCard("other", "0" * 16))
    with pytest.raises(ValueError, match="expected two of one model"):
        tone + other


def test_saved_and_loaded_it_is_the_same(tone, tmp_path):
    tone.save(tmp_path / "glad")
    again = ToneDirection.load(tmp_path / "glad", fingerprint=tone.space)
    assert again.card.name == "glad"
    assert torch.equal(again.weight, tone.weight)
    for text in (*SOUR, *GLAD):
        assert again.words.score(text) == pytest.approx(tone.words.score(text), abs=0.1)
    texts = ["my dog loves coffee", "dog my rain the"]
    nats = tone.words.language.nats(texts).tolist()
    assert again.words.language.nats(texts).tolist() == pytest.approx(nats, rel=1e-3)
    with pytest.raises(ValueError, match="expected one for the model abc, got one for"):
        ToneDirection.load(tmp_path / "glad", fingerprint="abc")
    with pytest.raises(FileNotFoundError, match="expected a folder"):
        ToneDirection.load(tmp_path / "none", fingerprint="abc")


@pytest.mark.parametrize(
    "harm", ["cut", "shape", "nan", "card", "unknown field", "words", "language"]
)
def test_damaged_folders_are_refused(tone, tmp_path, harm):
    tone.save(tmp_path / "glad")
    folder = shutil.copytree(tmp_path / "glad", tmp_path / "broken")
    weights = load_file(folder / "tone.safetensors")
    if harm == "cut":
        (folder / "tone.safetensors").write_bytes(b"123")
    elif harm == "shape":
        save_file({**weights, "shift": torch.zeros(3)}, folder / "tone.safetensors")
    elif harm == "nan":
        save_file({**weights, "bias": torch.tensor(math.nan)}, folder / "tone.safetensors")
    elif harm == "words":
        (folder / "words.json").write_text("[]")
    elif harm == "language":
        (folder / "language.safetensors").write_bytes(b"123")
    elif harm == "card":
        (folder / "tone.json").write_text("[]")
    else:
        (folder / "tone.json").write_text(json.dumps({"name": "a", "fingerprint": "b", "c": 1}))
    with pytest.raises(ValueError, match="got a damaged file"):
        ToneDirection.load(folder, fingerprint=tone.space)


@pytest.mark.parametrize("method", ToneMethod)
def test_sour_texts_become_glad(autoencoder, tone, method):
    texts = [*SOUR, "@bob a friend hates old books https://x.com/a"]
    changes = change_tone(texts, tone, autoencoder=autoencoder, method=method)
    assert any(change.candidates for change in changes[:-1])
    assert all(change.tone < 0.5 for change in changes[:-1])
    for text, change in zip(texts, changes, strict=True):
        for candidate in change.candidates:
            assert candidate.tone > change.tone
            for entity in ("@bob", "https://x.com/a"):
                assert candidate.text.count(entity) == text.count(entity)


def test_words_change_no_more_than_they_must(tone):
    trail = reword("my dog hates coffee", tone.words, strength=1.0)
    assert "hates" not in trail[0]
    assert "coffee" in trail[0]
    assert tone.words.score(trail[0]) > 0
    assert reword("my dog loves coffee", tone.words, strength=0.1) == []
    assert "loves" not in reword("my dog loves coffee", tone.words * -1, strength=1.0)[0]


def test_a_negative_strength_is_the_other_tone(autoencoder, tone):
    (change,) = change_tone(["my dog loves coffee"], tone, autoencoder=autoencoder, strength=-1)
    assert change.candidates
    assert change.candidates[0].tone < change.tone


def test_a_text_of_the_tone_stays_and_so_does_one_that_cannot_be_read(autoencoder, tone):
    texts = ["", "my dog loves coffee", "x" * 400]
    changes = change_tone(texts, tone, autoencoder=autoencoder, strength=0.1)
    assert [change.best for change in changes] == texts
    assert "already" in changes[1].message
    assert math.isnan(changes[0].tone)


def test_candidates_are_as_many_as_asked_for(autoencoder, tone):
    settings = Settings(candidates=1)
    (change,) = change_tone(["my dog hates coffee"], tone, autoencoder=autoencoder,
                            settings=settings)  # fmt: skip
    assert len(change.candidates) == 1
    assert change.best == change.candidates[0].text


def test_bad_input_is_refused(autoencoder, tone):
    with pytest.raises(ValueError, match="strength: expected a number other than 0"):
        change_tone(["a"], tone, autoencoder=autoencoder, strength=0)
    other = replace(tone, card=ToneCard("other", "0" * 16))
    with pytest.raises(ValueError, match="learn it on this model"):
        change_tone(["a"], other, autoencoder=autoencoder)
    with pytest.raises(ValueError, match="at least 2 texts to learn 'from'"):
        learn_tone(["", "x" * 400], GLAD, autoencoder=autoencoder)


def test_a_tone_is_a_proper_predictor(tone):
    check_predictor(TonePredictor(tone))


def test_what_is_no_nearer_once_it_is_written_is_not_shown(autoencoder, tone):
    engine = Engine(autoencoder, {"tone": TonePredictor(tone)})
    text, rewrites = "my dog hates coffee", ["my dog loves coffee", "my dog hates coffee"]
    for sign, shown in ((1, rewrites[:1]), (-1, [])):
        reader = _Reader(engine, tone, sign=sign, most=5)
        change = reader.change(text, engine.kind.mask(text), rewrites)
        assert [each.text for each in change.candidates] == shown
    assert change.best == text
    assert "Closer" not in change.message


def test_pairs_of_words_that_no_one_wrote_are_told():
    language = LanguageModel.learn([*SOUR, *GLAD] * 4)
    assert language.unseen_pairs("my dog loves coffee") == set()
    assert language.unseen_pairs("my dog coffee loves") == {
        ("dog", "coffee"), ("coffee", "loves"), ("loves", "")
    }  # fmt: skip
