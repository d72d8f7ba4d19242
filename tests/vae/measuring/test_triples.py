import shutil
from dataclasses import replace

import numpy as np
import pytest

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.measuring.triples import (
    Triple,
    chrf_margins,
    measure_triples,
    nearer_shares,
    vector_margins,
)
from tweetopt.vae.training.base_models import load_base
from tweetopt.vae.training.checkpoints import save_model
from tweetopt.vae.training.sizes import ModelSizes

SAME = Triple("noun", "my dog loves coffee", "my dog loves coffee", "the cat hates old books")
ALIKE = replace(SAME, kind="antonym", other="my dog hates coffee")


def swapped(triple):
    return replace(triple, paraphrase=triple.other, other=triple.paraphrase)


@pytest.fixture(scope="module")
def reader(model_folder, tmp_path_factory):
    """The tiny model with a gist and a readout, which tells texts apart but was never taught."""
    out = tmp_path_factory.mktemp("reader")
    shutil.copytree(model_folder, out, dirs_exist_ok=True)
    sizes = ModelSizes(gist_dim=8)
    model, _ = load_base(str(model_folder), kind="tweets", sizes=sizes, teacher_dim=10)
    save_model(model, out)
    return TextAutoencoder.from_pretrained(out, bf16=False)


def test_margins_are_differences_of_cosines():
    rows = {"t": [1.0, 0.0], "p": [0.6, 0.8], "o": [0.8, 0.6], "?": [np.nan, np.nan]}
    triples = [Triple("k", *texts) for texts in ("tpo", "top", "tpp", "t?o", "?po")]
    margins = vector_margins(triples, lambda texts: np.array([rows[text] for text in texts]))
    np.testing.assert_allclose(margins, [-0.2, 0.2, 0, np.nan, np.nan], atol=1e-12)


def test_shares_are_by_kind_and_equally_near_is_not_nearer():
    shares = nearer_shares(np.array(["b", "a", "b", "b"]), np.array([0.2, -0.1, 1e-9, 0.3]))
    assert shares.overall == 0.5
    assert shares.by_kind == {"b": pytest.approx(2 / 3), "a": 0.0}


def test_chrf_goes_by_characters():
    triple = Triple("negation", "we never lock it", "the house stays open", "we lock it")
    same, near = chrf_margins([SAME, triple])
    assert same > 0.5
    assert near < -0.2


def test_a_model_its_teacher_and_chrf_judge_the_same_triples(reader):
    class Initials:
        """Knows the first letters of a text's words; "zebra" says nothing to it."""

        name, fingerprint, dim = "initials", "0" * 16, 26

        def embed(self, texts, *, on_texts=lambda _count: None):  # noqa: ARG002
            rows = np.zeros((len(texts), 26), dtype=np.float32)
            for row, text in zip(rows, texts, strict=True):
                for word in text.split():
                    row[ord(word[0]) - ord("a")] += word != "zebra"
            with np.errstate(invalid="ignore"):
                return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    triples = [SAME, swapped(SAME), ALIKE, replace(SAME, text="x" * 400)]
    triples.append(replace(ALIKE, paraphrase="zebra"))
    report = measure_triples(triples, autoencoder=reader, teacher=Initials())
    assert report.triples == {"noun": 2, "antonym": 1}
    assert (report.left_out, report.knows_meaning) == (2, True)
    assert list(report.nearer) == ["model", "teacher", "chrF"]
    for shares in report.nearer.values():
        assert shares.by_kind == {"noun": 0.5, "antonym": 1.0}
        assert shares.overall == pytest.approx(2 / 3)


def test_a_model_without_a_readout_is_left_out(autoencoder):
    report = measure_triples([SAME, swapped(ALIKE)], autoencoder=autoencoder)
    assert not report.knows_meaning
    assert {name: each.overall for name, each in report.nearer.items()} == {"chrF": 0.5}


def test_triples_of_which_none_can_be_measured_are_refused(reader):
    with pytest.raises(ValueError, match="expected texts that fit the model and have words"):
        measure_triples([replace(SAME, other="x" * 400)], autoencoder=reader)
