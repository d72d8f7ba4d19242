import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.datasets.tweet_length import weighted_length
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.vae.wording.wording import Wording

WORDING = Wording.learn(
    ["see the great show", "show see the new show", "see the new showing", "see the new \ue000"] * 5
    + ["see the show \ue000 @tonight \ue001 great great", "great zorp"] * 5
)


@pytest.mark.parametrize(
    ("rewrite", "broken"),
    [
        ("see the great show \ue000 \ue001", None),
        ("see the great show \ue000", "lost a link or mention"),
        ("see \ue000 \ue000 the show \ue001", "made up a link or mention"),
        ("see the  new show \ue000 \ue001", "changed nothing"),
        ("see the gre\ufffd show \ue000 \ue001", "had broken characters"),
        ("see the blectrum show \ue000 \ue001", "said something new"),
        ("see the new \ue000 \ue001", "lost a kept word"),
        ("show see the new show \ue000 \ue001", "lost a kept word"),
        ("see the new showing \ue000 \ue001", "lost a kept word"),
        ("see the show \ue000 @great \ue001", "made up a link or mention"),
        ("see the show \ue000 \ue001 " + "great " * 50, "got too long to post"),
    ],
)
def test_promises(rewrite, broken):
    original = TWEETS.mask("see the new show https://x.com/a @bob")
    assert Constraints(original, TWEETS, ("show",), WORDING).broken_by(rewrite) == broken


def test_numbers_stay():
    promises = Constraints(TWEETS.mask("version 2.0 at 10:30, 5 days"), TWEETS)
    assert promises.broken_by("version 2.0 after 5 days, at 10:30") is None
    for rewrite in ("version 2.1 at 10:30, 5 days", "version 2.0 at 10:30, days"):
        assert promises.broken_by(rewrite) == "changed a number"


@pytest.mark.parametrize(
    ("rewrite", "broken"),
    [
        ("We all said yes. 💍\n\nParty at 20° 🎉🎉", None),
        ("We said yes. Party 💍\n\nat 20° 🎉🎉", None),
        ("We said yes. 💍 Party at 20° 🎉🎉", "changed the line breaks"),
        ("We said yes. 💍\nParty at 20° 🎉🎉", "changed the line breaks"),
        ("We said yes.\n\nParty at 20° 🎉🎉", "changed an emoji"),
        ("We said yes. 💍\n\nParty at 20° 🎉", "changed an emoji"),
        ("We said yes. 💍\n\nParty at 20 🎉🎉", "changed an emoji"),
    ],
)
def test_lines_and_emoji_stay(rewrite, broken):
    promises = Constraints(TWEETS.mask("We said yes! 💍\n\nParty at 20° 🎉🎉"), TWEETS)
    assert promises.broken_by(rewrite) == broken


def test_an_emoji_keeps_its_skin_tone():
    promises = Constraints(TWEETS.mask("Nice 👍🏽 day"), TWEETS)
    assert promises.broken_by("Good 👍🏽 day") is None
    assert promises.broken_by("Good 👍 day") == "changed an emoji"


def test_questions_stay_questions():
    promises = Constraints(TWEETS.mask("Which book changed you?? Tell me."), TWEETS)
    assert promises.broken_by("Which book has changed you? Tell me.") is None
    for rewrite in ("Which book changed you. Tell me.", "Which book changed you? Tell me?"):
        assert promises.broken_by(rewrite) == "dropped or made up a question"


def test_words_of_the_original_are_allowed_and_a_keep_word_must_be_there():
    original = TWEETS.mask("zorp is great")
    assert Constraints(original, TWEETS, (), WORDING).broken_by("great zorp") is None
    with pytest.raises(ValueError, match="keep: expected a word of the text, got 'gre'"):
        Constraints(original, TWEETS, ("gre",))


def test_a_text_that_was_too_long_already_may_stay_so():
    original = TWEETS.mask("great " * 60)
    assert Constraints(original, TWEETS).broken_by("new " + "great " * 59) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("a" * 280, 280), ("https://x.com/" + "a" * 90, 23), ("🎉", 2), ("日本", 4)],
)
def test_lengths_are_counted_as_twitter_does(text, length):
    assert weighted_length(text) == length


def test_no_swear_word_comes_in_unless_asked_for():
    text = TWEETS.mask("what a damn good day, no shit")
    rude = "what a fucking good day, no shit"
    assert Constraints(text, TWEETS).broken_by(rude) == "swore"
    assert Constraints(text, TWEETS, may=[Permission.SWEARING]).broken_by(rude) is None
    assert Constraints(text, TWEETS).broken_by("what a good day, no shit") is None
    assert Constraints(text, TWEETS).broken_by("what a good day in Scunthorpe, no shit") is None


@pytest.mark.parametrize(
    ("text", "rewrite", "broken"),
    [
        ("Get 50% off today", "Today you get 50% off", None),
        ("Get 50% off today", "Get 50 off today", "changed a number"),
        ("Only €50 today", "Today only £50", "changed a number"),
        ("Only 50 € today", "Today only 50 $", "changed a number"),
        ("We sold it today", "Today we sold it ½ price", "changed a number"),
        ("It is +5 degrees", "Degrees: -5", "changed a hashtag or code"),
        ("We sold it today", "We sold it today, join r/tea", "changed a hashtag or code"),
        ("We sold it today", "We sold it, buy $TEA", "changed a hashtag or code"),
        ("We sold it today", "We sold it, use big_sale", "changed a hashtag or code"),
        ("We sold it today", "We sold it today and/or earlier", None),
        ("We sold it today", "We sold it today #tea", "added a hashtag"),
        ("We sold it today", "We sold it today ＃tea", "added a hashtag"),
        ("We sold it today", "We sold it \u202etoday", "had broken characters"),
        ("We sold it today", "We sold it \x1b[mtoday", "had broken characters"),
        ("We sold it today", "We sold it today \ud83d", "had broken characters"),
    ],
)  # fmt: skip
def test_what_fluent_writers_may_not_bring_in(text, rewrite, broken):
    assert Constraints(TWEETS.mask(text), TWEETS, fluent=True).broken_by(rewrite) == broken


@pytest.mark.parametrize(
    ("rewrite", "broken"),
    [("Won 😀🎉", None), ("Won 🎉", "changed an emoji"), ("Won", "changed an emoji")],
)
def test_who_may_add_emoji_may_not_put_one_in_another_s_place(rewrite, broken):
    promises = Constraints(TWEETS.mask("We won 😀"), TWEETS, may=[Permission.ADD_EMOJI])
    assert promises.broken_by(rewrite) == broken


@pytest.mark.parametrize("rude", ["damn", "goddamned", "crappy", "dumbass", "badass"])
def test_mild_swear_words_are_swear_words(rude):
    text = TWEETS.mask("that weird bug in class")
    assert Constraints(text, TWEETS).broken_by(f"that {rude} bug in class") == "swore"
    asked = Constraints(text, TWEETS, may=[Permission.SWEARING])
    assert asked.broken_by(f"that {rude} bug in class") != "swore"
    assert Constraints(text, TWEETS).broken_by("that scrapped Arsenal bug in class") != "swore"
