from tweetopt.optimizer.cli.figures_vae import collapse_warning
from tweetopt.vae.metrics import CodeUse


def test_a_collapse_of_tweets_from_nothing_is_told_of_the_base_first():
    use = CodeUse(nll=4.0, nll_shuffled=4.01, active_units=3, latent_dim=256)
    warning = collapse_warning(use, from_nothing=True)
    assert "3 of its 256 numbers" in warning
    assert warning.index("--base tweets") < warning.index("train longer") < warning.index("--mmd")
    assert "--base" not in collapse_warning(use)
