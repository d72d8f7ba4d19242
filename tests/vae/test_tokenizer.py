import pytest
from hypothesis import given, strategies as st
from transformers import PreTrainedTokenizerFast

from tweetopt.vae.tokenizer import save_tokenizer, train_tokenizer

WHOLE = ("\ue000", "\ue001")


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(["the cat sat \ue000", "the hat"] * 20, vocab_size=300, whole=WHOLE)


def round_trip(tokenizer, text):
    ids = tokenizer(text).input_ids
    return tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)


def test_any_text_comes_back_as_it_was(tokenizer):
    @given(st.text())
    def check(text):
        assert round_trip(tokenizer, text) == text

    check()


@pytest.mark.parametrize(
    "text",
    ["a </s> b <pad>", " two  spaces \r\n\t", "👨‍👩‍👧🏽 🇩🇪", "مرحبا", "don 't , he said .", *WHOLE],
)
def test_hard_texts_come_back_as_they_were(tokenizer, text):
    assert round_trip(tokenizer, text) == text


def test_the_vocabulary_is_kept_to_its_size_and_placeholders_are_one_token(tokenizer):
    assert len(tokenizer) <= 300
    assert [len(tokenizer(text).input_ids) for text in WHOLE] == [2, 2]
    assert tokenizer("x").input_ids[-1] == tokenizer.eos_token_id == 1
    assert tokenizer.pad_token_id == 0


def test_saved_small_it_says_the_same(tokenizer, tmp_path):
    save_tokenizer(tokenizer, tmp_path)
    again = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    text = "the cat \ue000 sat </s> on 😀\n"
    assert again(text).input_ids == tokenizer(text).input_ids
    assert "\n" not in (tmp_path / "tokenizer.json").read_text().strip()
