"""A model of transformers as a writer: a tiny Qwen2, made from a config."""

import pytest
import torch
from language_models import make_qwen2
from safetensors.torch import load_file

from tweetopt.optimizer import Effort, Request, Settings, check_writer, find_writer, parse_goal
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.writers.base import make_briefs

TEXT = "my dog hates the rain"
SAID = ("my dog loves coffee", "my dog wants a bike", "the cat hates the rain")
DRAFT = Settings(effort=Effort.DRAFT, least_fluent_similarity=0.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_qwen2(tmp_path_factory.mktemp("qwen2"), SAID)


def proposed(writer, engine, settings=DRAFT):
    request = Request(TEXT, [parse_goal("likes>=1000")], account_median=100.0)
    briefs = make_briefs([request], engine=engine)
    return [each for _, each in writer.propose(briefs, engine=engine, settings=settings)]


def test_what_it_says_becomes_candidates(engine, folder):
    writer = find_writer(f"hf:{folder}")
    request = Request(TEXT, [parse_goal("likes>=1000")], account_median=100.0)
    (result,) = optimize_texts([request], engine=engine, settings=DRAFT, writers=[writer])
    assert result.candidates[0].text == "my dog loves coffee"
    assert result.candidates[0].writer == "transformers"
    assert writer.notice == f"hf:{folder} writes on this machine (cpu); licence: mit."


def test_it_keeps_the_rules_of_writers(engine, folder):
    found = check_writer(
        find_writer(f"hf:{folder}"), engine=engine, texts=[TEXT, "the cat loves coffee"]
    )
    assert all({each.text for each in own} <= set(SAID) for own in found)


def test_another_seed_says_something_else(engine, folder):
    writer = find_writer(f"hf:{folder}")
    high = Settings(effort=Effort.HIGH)
    first = proposed(writer, engine, high)
    assert first == proposed(writer, engine, high)
    assert first != proposed(writer, engine, Settings(effort=Effort.HIGH, seed=1))


def test_models_without_a_chat_go_on_with_examples(engine, tmp_path):
    folder = make_qwen2(tmp_path, SAID, chats=False)
    found = proposed(find_writer(f"hf:{folder}"), engine)
    assert {each.text for each in found} <= set(SAID)
    assert all(each.fault is None for each in found)


def test_steering_draws_it_to_what_predicts_more(engine, folder):
    writer = find_writer(f"hf:{folder}")

    def share(steering):
        texts = [
            each.text
            for seed in range(8)
            for each in proposed(
                writer, engine, Settings(effort=Effort.HIGH, seed=seed, steering=steering)
            )
        ]
        return texts.count("my dog loves coffee") / len(texts)

    assert 0.15 < share(0.0) < 0.55  # one of three
    assert share(10.0) > share(0.0) + 0.3


def test_other_draws_go_on_as_if_it_had_not_written(engine, folder):
    torch.manual_seed(3)
    wanted = torch.rand(2)
    torch.manual_seed(3)
    proposed(find_writer(f"hf:{folder}"), engine)
    assert torch.equal(torch.rand(2), wanted)


def test_pickled_weights_are_refused(tmp_path):
    folder = make_qwen2(tmp_path, SAID)
    weights = folder / "model.safetensors"
    torch.save(load_file(weights), folder / "pytorch_model.bin")
    weights.unlink()
    with pytest.raises(ValueError, match="expected a model that transformers can load"):
        find_writer(f"hf:{folder}")


def test_what_is_no_model_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="expected a model that transformers can load") as raised:
        find_writer(f"hf:{tmp_path}")
    assert "\n" not in str(raised.value)
