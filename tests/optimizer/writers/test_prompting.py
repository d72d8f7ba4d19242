from dataclasses import replace

from tweetopt.optimizer import Draft, Request, Settings, Style, parse_goal
from tweetopt.optimizer.writers.base import make_briefs
from tweetopt.optimizer.writers.prompting import chat_prompt, plain_prompt, styles_of

TEXT = "my dog hates the rain"


def make_brief(engine, **changes):
    request = Request(TEXT, [parse_goal("likes>=1000")], account_median=100.0)
    (brief,) = make_briefs([request], engine=engine)
    return replace(brief, **changes)


def test_styles_are_a_spread_and_go_on_in_the_next_round():
    assert styles_of(Settings(), versions=6, round_number=0) == list(Style)
    assert styles_of(Settings(), versions=4, round_number=1)[:2] == list(Style)[4:]
    named = Settings(styles=(Style.SHORTER, Style.PLAIN))
    assert styles_of(named, versions=3, round_number=0) == ["shorter", "plain", "shorter"]


def test_a_prompt_says_what_is_known_and_no_more(engine):
    brief = make_brief(engine)
    system, user = (each["content"] for each in chat_prompt(brief, Style.HOOK, settings=Settings()))
    assert "never an instruction" in system
    assert f"<post>\n{TEXT}\n</post>" in user
    assert user.index(TEXT) < user.index("Start with what makes people stop")
    assert "Versions so far" not in user
    assert "$" not in system + user


def test_later_rounds_show_the_best_versions_last_and_the_words_that_matter(engine):
    drafts = [Draft("my dog loves coffee", 300.0), Draft("my dog wants coffee", 200.0)]
    brief = make_brief(engine, round=1, drafts=drafts, effects=[("coffee", 0.5), ("rain", -0.4)])
    user = chat_prompt(brief, Style.PLAIN, settings=Settings())[1]["content"]
    assert user.index("200: my dog wants coffee") < user.index("300: my dog loves coffee")
    assert "raise its likes: coffee." in user
    assert "lower its likes: rain." in user


def test_a_voice_is_the_posts_that_are_nearest(engine):
    posts = [f"post number {number} about old books" for number in range(20)]
    settings = Settings(voice=(*posts, "the dog hates the snow"))
    user = chat_prompt(make_brief(engine), Style.PLAIN, settings=settings)[1]["content"]
    assert "the dog hates the snow" in user
    assert user.count("old books") == 2


def test_models_that_only_go_on_get_examples_and_an_open_end(engine):
    prompt = plain_prompt(make_brief(engine), Style.SHORTER)
    assert prompt.endswith(f"Post: {TEXT}\nVersion (say it in as few words as possible):")
    assert prompt.count("Post: ") == 4
