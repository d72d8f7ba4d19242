import pytest

from tweetopt.optimizer.words.similarity import similarity_to


def test_similarity_is_chrf():
    similarity = similarity_to("my dog loves the rain")
    assert similarity("my dog loves the rain") == pytest.approx(1)
    assert similarity("xyz") < 0.05
    assert 0.5 < similarity("my dog loves rain") < 1
