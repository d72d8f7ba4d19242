"""What works for an account: traits, topics, a backtest, and the report of them."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import tiny
import torch

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.accounts.backtest import backtest, past_and_judged
from tweetopt.optimizer.accounts.topics import topics_of
from tweetopt.optimizer.accounts.traits import effects_of, prior_of, traits_of
from tweetopt.optimizer.messages import Verdict
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale


def rows_of(posts, *, days=1):
    times = pd.date_range("2024-01-01 09:00", periods=len(posts), freq=f"{days * 24}h")
    seconds = (times - pd.Timestamp(0)).total_seconds()
    texts = [TWEETS.mask(post).text for post in posts]
    return pd.DataFrame({"post": posts, "text": texts, "seconds": seconds})


def test_traits_are_read_from_posts():
    posts = ["See https://example.com/a", "Hello @anna", "Why? #rain", "C#1 is no tag"]
    traits = traits_of(rows_of(posts), kind=TWEETS)
    assert traits["a link"].tolist() == [1, 0, 0, 0]
    assert traits["a mention"].tolist() == [0, 1, 0, 0]
    assert traits["a question"].tolist() == traits["a hashtag"].tolist() == [0, 0, 1, 0]
    assert traits["100 more characters"][1] == 0.11
    assert traits["posted 6 to 12 o'clock (UTC)"].tolist() == [1, 1, 1, 1]
    assert traits["posted on a Monday"].tolist() == [1, 0, 0, 0]
    without = traits_of(rows_of(posts).assign(seconds=np.nan), kind=TWEETS)
    assert not [name for name in without if str(name).startswith("posted")]


def test_effects_are_found_and_shrunk():
    random = np.random.default_rng(0)
    traits = pd.DataFrame({"a link": random.integers(0, 2, 400), "a question": [1] * 4 + [0] * 396})
    gains = 0.8 * traits["a link"].to_numpy() + 3.0 * traits["a question"] + random.normal(size=400)
    link, question = effects_of(traits.astype(float), gains.to_numpy(), ratios=True)
    assert link.verdict is Verdict.MORE
    assert link.low < np.exp(0.8) < link.high
    assert question.verdict is Verdict.TOO_FEW
    assert question.ratio < np.exp(1.0)  # four posts don't say 20 times as many
    few = traits.head(2).astype(float)
    (alone, _) = effects_of(few, gains.to_numpy()[:2], ratios=True)
    assert alone.ratio == pytest.approx(np.exp(prior_of("a link").mean), abs=0.1)


def test_a_trait_that_does_nothing_is_unclear():
    random = np.random.default_rng(1)
    traits = pd.DataFrame({"posted on a Monday": random.integers(0, 2, 300).astype(float)})
    (effect,) = effects_of(traits, random.normal(size=300), ratios=True)
    assert effect.verdict is Verdict.UNCLEAR


def examples_of(texts, latents):
    count = len(texts)
    return Examples(
        latents, torch.ones(count), torch.ones(count), torch.zeros(count, dtype=torch.long),
        torch.arange(count, dtype=torch.float64), np.array(texts, dtype=object),
    )  # fmt: skip


def test_topics_are_named_by_their_words():
    random = torch.Generator().manual_seed(0)
    kitchen, garden = (
        ["bread", "butter", "oven", "dough", "flour", "sugar"],
        ["roses", "tulips", "soil", "spade", "seeds"],
    )
    words = np.random.default_rng(0)
    extra = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    texts = [" ".join([*words.choice(kitchen if n % 2 else garden, 4), words.choice(extra)])
             for n in range(240)]  # fmt: skip
    gists = torch.randn(240, 4, generator=random) * 0.1
    gists[::2, 0] += 1
    gists[1::2, 0] -= 1
    for gist_dim in (0, 4):
        topics = topics_of(examples_of(texts, gists), gist_dim=gist_dim)
        assert topics.sum(axis=1).eq(1).all()
        named = " ".join(topics.columns)
        assert set(named.replace(",", "").split()) & set(kitchen)
        assert set(named.replace(",", "").split()) & set(garden)
    assert topics_of(examples_of(texts[:50], gists[:50]), gist_dim=0).empty


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
def test_topics_of_the_same_few_gists_hold_every_post_once():
    words = [f"word{letter * 3}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    texts = [" ".join(words[n % 20 : n % 20 + 4]) for n in range(240)]
    topics = topics_of(examples_of(texts, torch.ones(240, 4)), gist_dim=4)
    assert topics.sum(axis=1).eq(1).all()
    assert topics.notna().all(axis=None)


def own_posts(autoencoder, *, count=200):
    return replace(
        (rows := tiny.make_examples(autoencoder, accounts=12)).where(torch.arange(count)),
        accounts=torch.zeros(count, dtype=torch.long),
        medians=torch.full((count,), float(rows.values[:count].median())),
    )


def test_a_backtest_of_posts_that_the_head_knows(autoencoder, head):
    found = backtest(own_posts(autoencoder), head, gist_dim=0)
    assert (found.fitted, found.judged) == (160, 40)
    assert 0.5 < found.low < found.right < found.high <= 1
    assert re.match(r"Of \d+ pairs of your posts it would have picked the better one in \d\d%",
                    found.sentences[0])  # fmt: skip


def test_a_backtest_of_noise_says_not_to_trust_it(autoencoder, head):
    posts = own_posts(autoencoder)
    noise = torch.randn(len(posts), generator=torch.Generator().manual_seed(0)).exp() * 50
    found = backtest(replace(posts, values=noise), head, gist_dim=0)
    assert "no better than a coin, so don't trust it with your posts" in found.sentences[0]


def test_few_posts_are_too_few_to_say(autoencoder, head):
    found = backtest(own_posts(autoencoder, count=20), head, gist_dim=0)
    assert found.sentences[0].startswith("Too few to say: ")


@pytest.fixture
def account(optimize, tmp_path, monkeypatch):
    monkeypatch.setenv("TWEETOPT_ACCOUNTS", str(tmp_path / "accounts"))
    random = np.random.default_rng(0)
    texts = [tiny.TEXTS[n % 64] for n in range(150)]
    likes = [round(tiny.likes_of(text) * float(np.exp(0.3 * random.normal()))) for text in texts]
    likes[70] = 90_000
    frame = pd.DataFrame({"text": texts, "likes": likes})
    frame["date"] = pd.date_range("2024-01-01 08:30", periods=150, freq="18h").astype(str)
    path = tmp_path / "my.csv"
    frame.to_csv(path, index=False)
    assert optimize("account", "add", "me", path)[0] == 0
    return path


def test_the_report(optimize, account, tmp_path):
    page = tmp_path / "me.html"
    code, out, err = optimize("account", "report", "me", "--html", page, bundled=True)
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert "it would have picked the better one in" in told
    assert "Your usual over time 2024-01 " in told
    assert "Too few to say: " in told
    assert not set("│┃") & set(out)
    assert " expected · 2024-0" in told
    assert "90,000" in told
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") == 2
    assert '<td class="post">' in html  # long links break, so that a phone shows all columns
    assert not re.findall(r"""(?:src|href)=["']https?:""", html)
    assert "<script" not in html
    data = json.loads(optimize("account", "report", "me", "--json", bundled=True)[1])
    assert data["more"][0]["got"] == 90_000
    assert data["posts"] == 150
    account.unlink()
    code, _, err = optimize("account", "report", "me", bundled=True)
    assert (code, err.count("optimize account add me FILE")) == (2, 1)


def test_a_report_that_cannot_be_written_says_so_first(optimize, account, tmp_path):
    del account
    code, _, err = optimize("account", "report", "me", "--html", tmp_path / "no" / "me.html",
                            bundled=True)  # fmt: skip
    assert (code, err.count("--html: expected a file in a folder that is there")) == (2, 1)


def test_a_backtest_fits_on_nothing_that_it_judges():
    n = 50
    posts = Examples(
        torch.zeros(n, 2), torch.arange(float(n)), torch.zeros(n), torch.zeros(n, dtype=torch.long),
        torch.zeros(n),
    )  # fmt: skip
    past, judged = past_and_judged(posts, Scale.LOG1P)
    later = torch.cat([posts.values[:40], torch.full((10,), 1e6)])
    other, told = past_and_judged(replace(posts, values=later), Scale.LOG1P)
    assert torch.equal(past.medians, other.medians)
    assert torch.equal(judged.medians, told.medians)
    assert past.medians[0] == 20.0  # of 1 to 39
