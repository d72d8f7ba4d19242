import itertools
import json

import numpy as np

from tweetopt.vae.training.held_out_effects import EffectErrors

WORDS = ["red", "blue", "dogs", "cats", "run", "sleep", "now", "here", "today"]
TEXTS = [" ".join(words) for words in itertools.product(WORDS, repeat=3)]


def test_numbers_that_follow_no_rule_are_known_by_heart(optimize, tmp_path):
    likes = np.random.default_rng(0).lognormal(3, size=len(TEXTS))
    rows = [f"{text},{n % 9},{likes[n]}" for n, text in enumerate(TEXTS)]
    (tmp_path / "t.csv").write_text("text,account,likes\n" + "\n".join(rows) + "\n")
    code, said, _ = optimize(
        "train", "vae", tmp_path / "t.csv", "--out", tmp_path / "m", "--property", "likes",
        "--preset", "tiny", "--epochs", "30", "--batch-tokens", "1024", "--learning-rate", "5e-3",
        "--latent-noise", "0.2", "--effect", "3", "--effect-passes", "30", bundled=True,
    )  # fmt: skip
    assert code == 0
    assert "knows by heart what the training texts earned" in " ".join(said.split())
    last = json.loads((tmp_path / "m" / "training.json").read_text())["history"][-1]
    assert EffectErrors.from_figures(last).memorised
