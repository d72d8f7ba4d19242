"""Which texts are outside of what the bundled model learned from."""

from pathlib import Path

import pandas as pd
import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.vae.wording.wording import Wording

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def wording():
    return Wording.load(ROOT / "vae" / "pretrained" / "tweets")


OTHERS = [
    "Hoy ha sido un día increíble con mis amigos en la playa, gracias a todos por venir",
    "No puedo creer que ya sea lunes otra vez, necesito vacaciones",
    "Me gusta el café con leche",
    "Je suis très heureux de vous annoncer la sortie de mon nouveau livre",
    "Il fait beau ce matin, on va se promener dans le parc",
    "Heute war ein wunderschöner Tag am See mit der ganzen Familie",
    "Warum ist der Zug schon wieder zu spät",
    "Grazie a tutti per il vostro sostegno, ci vediamo domani",
    "Obrigado a todos pelo apoio, vocês são incríveis",
    "今日はとても良い天気ですね。友達と公園に行きました",
    "Сегодня был прекрасный день с друзьями",
    "asdf qwer zxcv",
    "lkjh poiu mnbv qwe rty",
    "🎉",
    "🎉🎉🎉 ❤️ !!!",
    "https://example.com/a",
]
ENGLISH = [
    "We shipped the really great update today, thank you all so much",
    "my dog hates the rain",
    "ok",
    "omg sooo tired lol 😂 cant wait 4 the weekend!!!",
    "Thanks @bob for the talk on café culture in München #coffee https://example.com/a",
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_keys_and_bare_emoji_are_strange(wording, text):
    assert wording.strange([TWEETS.mask(text).text]) == [True]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_not(wording, text):
    assert wording.strange([TWEETS.mask(text).text]) == [False]


def test_a_wording_of_few_texts_cannot_tell():
    assert Wording.learn(["see the show"] * 20).strange(["asdf qwer", "see"]) == [False, False]


@pytest.mark.parametrize("name", ["tweets_everyday", "tweets_congress", "tweets_public_figures"])
def test_hardly_any_real_tweet_is_strange(wording, name):
    file = DATA / f"{name}.parquet"
    if not file.is_file():
        pytest.skip(f"{file.name} isn't beside the checkout")
    texts = pd.read_parquet(file)["text"].sample(2_000, random_state=0)
    strange = wording.strange([TWEETS.mask(text).text for text in texts])
    assert sum(strange) < 0.015 * len(strange)
