import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.vae.teaching.components import components_of
from tweetopt.vae.teaching.embeddings import EmbeddingCache, embed_cached, hash_texts
from tweetopt.vae.teaching.lsa import LsaTeacher
from tweetopt.vae.teaching.teacher import EncoderTeacher, load_teacher

WORDS = ("my", "dog", "cat", "loves", "hates", "the", "rain", "coffee", "books", "bikes")
TEXTS = [f"my {a} {b} the {c}" for a in WORDS[1:3] for b in WORDS[3:5] for c in WORDS[6:]]
HIDDEN = (LINK, MENTION)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """A folder with a tiny BERT of random weights, and its tokenizer."""
    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = {word: n for n, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS))}
    pieces = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    pieces.normalizer = normalizers.BertNormalizer()
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=pieces, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=128, initializer_range=0.5,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    return folder


def load(folder, **options):
    return EncoderTeacher.load(str(folder), hidden=HIDDEN, **options)


def test_an_encoder_embeds_the_mean_of_its_vectors_whatever_stands_beside(encoder):
    teacher = load(encoder, bf16=False)
    model = BertModel.from_pretrained(encoder).eval()
    texts = [*TEXTS, "dog", " ".join(WORDS * 30)]
    counts: list[int] = []
    rows = teacher.embed(texts, on_texts=counts.append)
    assert sum(counts) == len(texts)
    assert (rows.shape, rows.dtype) == ((len(texts), 32), np.float32)
    for text, row in zip(texts, rows, strict=True):
        words = [WORDS.index(word) + 4 for word in text.split()]
        ids = [2, *words[:126], 3]
        with torch.no_grad():
            vector = model(torch.tensor([ids])).last_hidden_state[0].mean(0)
        np.testing.assert_allclose(row, vector / vector.norm(), atol=1e-5)
    half = load(encoder, bf16=True).embed(texts)
    assert ((half * rows).sum(1) > 0.999).all()


@pytest.mark.parametrize("name", ["lsa", "encoder"])
def test_placeholders_and_white_space_are_not_shown(encoder, name):
    name = str(encoder) if name == "encoder" else name
    teacher = load_teacher(name, texts=TEXTS, hidden=HIDDEN, seed=0)
    texts = ["my dog", f"{MENTION} my \n dog{LINK}", f"{LINK} {MENTION}", ""]
    rows = teacher.embed(texts)
    np.testing.assert_allclose(rows[0], rows[1], atol=1e-5)
    assert np.linalg.norm(rows[0]) == pytest.approx(1, abs=1e-5)
    assert np.isnan(rows[2:]).all()
    assert teacher.embed([]).shape == (0, teacher.dim)


def test_an_encoder_has_a_fingerprint_of_what_decides_its_embeddings(encoder):
    assert load(encoder).fingerprint == load(encoder, bf16=False).fingerprint
    assert load(encoder).fingerprint != EncoderTeacher.load(str(encoder)).fingerprint


def test_what_is_no_encoder_is_refused(tmp_path, model_folder):
    for folder in (tmp_path, model_folder):
        message = rf"--teacher {folder}: expected a sentence encoder .* got none"
        with pytest.raises(ValueError, match=message):
            load_teacher(str(folder), texts=TEXTS, hidden=HIDDEN, seed=0)


def test_lsa_knows_which_texts_share_words_and_is_the_same_again():
    teacher = LsaTeacher.fit(TEXTS, dim=6, seed=1)
    assert teacher.dim == 6
    dog, same, other = teacher.embed(["my dog loves rain", "dog loves the rain", "cat hates books"])
    assert dog @ same > dog @ other + 0.2
    again = LsaTeacher.fit(TEXTS, dim=6, seed=1)
    assert again.fingerprint == teacher.fingerprint
    np.testing.assert_allclose(again.embed(TEXTS), teacher.embed(TEXTS), atol=1e-4)
    assert np.isnan(teacher.embed(["quite something else"])).all()
    assert LsaTeacher.fit(TEXTS[1:], dim=6, seed=1).fingerprint != teacher.fingerprint


@pytest.mark.parametrize("texts", [[], ["dog"], ["!", "?"]])
def test_lsa_needs_words(texts):
    with pytest.raises(ValueError, match="--teacher lsa: expected training texts with at least 2"):
        LsaTeacher.fit(texts)


@pytest.fixture
def teacher():
    return LsaTeacher.fit(TEXTS, hidden=HIDDEN, dim=6)


def test_each_text_is_embedded_once_and_found_in_any_order(teacher, tmp_path):
    first = [*TEXTS[:10], TEXTS[0], LINK]
    counts: list[int] = []
    rows = embed_cached(first, teacher, cache=tmp_path, shard=4, on_texts=counts.append)
    assert rows.dtype == np.float16
    assert sum(counts) == 11
    np.testing.assert_allclose(rows, teacher.embed(first), atol=1e-3)
    assert len(list(tmp_path.glob("*.npz"))) == 3
    counts.clear()
    later = [*TEXTS[::-1], LINK]
    np.testing.assert_allclose(
        embed_cached(later, teacher, cache=tmp_path, on_texts=counts.append),
        teacher.embed(later), atol=1e-3,
    )  # fmt: skip
    assert counts == [11, 6]  # the text without words is known, too
    cache = EmbeddingCache(tmp_path, teacher)
    assert cache.known([LINK, "new"]).tolist() == [True, False]
    assert np.isnan(cache.lookup(["new"])).all()


def test_an_interruption_loses_one_shard(teacher, tmp_path):
    def interrupt(count):
        seen.append(count)
        if len(seen) == 4:
            raise KeyboardInterrupt

    seen = []
    with pytest.raises(KeyboardInterrupt):
        embed_cached(TEXTS, teacher, cache=tmp_path, shard=4, on_texts=interrupt)
    assert EmbeddingCache(tmp_path, teacher).known(TEXTS).sum() == 8
    (tmp_path / ".killed.1").write_bytes(b"half a shard")
    assert np.isfinite(embed_cached(TEXTS, teacher, cache=tmp_path, shard=4)).all()


def test_a_limit_draws_texts_and_a_higher_one_adds_to_them(teacher, tmp_path):
    few = np.isfinite(embed_cached(TEXTS, teacher, cache=tmp_path, most=5, seed=3)).all(1)
    more = np.isfinite(embed_cached(TEXTS, teacher, cache=tmp_path, most=9, seed=3)).all(1)
    assert (few.sum(), more.sum()) == (5, 9)
    assert (more >= few).all()
    again = np.isfinite(embed_cached(TEXTS, teacher, cache=tmp_path, most=5, seed=3)).all(1)
    assert (again == few).all()  # whatever else is there


def test_a_cache_of_another_teacher_or_with_damage_is_refused(teacher, tmp_path):
    embed_cached(TEXTS, teacher, cache=tmp_path)
    other = LsaTeacher.fit(TEXTS, dim=5)
    with pytest.raises(ValueError, match="expected embeddings by the teacher lsa"):
        EmbeddingCache(tmp_path, other)
    with pytest.raises(ValueError, match=r"expected shape \(1, 6\)"):
        EmbeddingCache(tmp_path, teacher).add(["a"], np.zeros((1, 5)))
    (tmp_path / "x.npz").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"x\.npz: expected embeddings, got a damaged file"):
        EmbeddingCache(tmp_path, teacher).lookup(TEXTS)


def test_hashes_are_the_same_on_every_machine():
    assert hash_texts(["", "a"]).tolist() == [0xB4B2797457A0A6E4, 0x2F42665B399EF840]


def test_components_are_the_widest_directions_half_evened_out():
    random = np.random.default_rng(0)
    turn = np.linalg.qr(random.normal(size=(5, 5)))[0]
    widths = np.array([16.0, 4.0, 1.0, 0.25, 0.01])
    embeddings = random.normal(size=(60_000, 5)) * widths @ turn + 3
    embeddings[7] = np.nan
    components = components_of(embeddings, 3)
    np.testing.assert_allclose(np.abs(components.directions @ turn.T), np.eye(3, 5), atol=0.02)
    targets = (np.delete(embeddings, 7, axis=0) - components.mean) @ components.projection
    deviations = targets.std(0)
    np.testing.assert_allclose(deviations / deviations[-1], [4, 2, 1], rtol=0.02)
    assert (targets**2).mean() == pytest.approx(1, rel=1e-3)


def test_components_of_embeddings_that_are_all_alike_are_zero():
    components = components_of(np.ones((50, 4), dtype=np.float16), 2)
    assert ((np.ones((3, 4)) - components.mean) @ components.projection == 0).all()


@pytest.mark.parametrize(("rows", "count"), [(100, 5), (3, 3), (100, 0)])
def test_more_components_than_there_are_is_refused(rows, count):
    with pytest.raises(ValueError, match="components: expected more than"):
        components_of(np.eye(rows, 4), count)
