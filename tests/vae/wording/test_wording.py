import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tweetopt.vae.wording.articles import agreeing
from tweetopt.vae.wording.neighbours import learn_neighbours
from tweetopt.vae.wording.wording import WORDING_FILE, Wording

KINDS = ["great ", "nice ", "bad ", ""]
THINGS = ["dog", "cat", "film"]
TEXTS = [
    f"{start} {who} saw a {much}{kind}{thing} in Texas{end}"
    for start in ("Today", "Sadly")
    for who in ("we", "they")
    for kind in KINDS
    for much in (("really ", "very ", "") if kind else ("",))
    for thing in THINGS
    for end in (".", "!")
]


@pytest.fixture(scope="module")
def wording():
    return Wording.learn(TEXTS)


def test_single_words_change_and_facts_stay(wording):
    text = "Today we saw a great dog in Texas."
    rewrites = wording.rewrites(text)
    assert "Today we saw a nice dog in Texas." in rewrites
    assert "Today we saw a great dog in Texas!" in rewrites
    for rewrite in rewrites:
        assert rewrite.startswith("Today we saw a")
        assert "dog in Texas" in rewrite
        assert not wording.new_content(rewrite, beside=text)


def test_case_and_hashtags_stay(wording):
    (nice,) = [each for each in wording.rewrites("a GREAT dog") if "NICE" in each] or [""]
    assert nice in ("", "a NICE dog")  # an unseen capital may also be taken for a name
    assert all("#great" in each for each in wording.rewrites("saw a nice dog #great"))


def test_new_nouns_names_numbers_and_unknown_words_are_made_up(wording):
    text = "Today we saw a great dog."
    assert wording.new_content("Today we saw a great cat.", beside=text) == ["cat"]
    assert wording.new_content("Today they saw a dog in Texas.", beside=text) == ["they", "texas"]
    assert wording.new_content("Today we saw a blectrum dog.", beside=text) == ["blectrum"]
    assert wording.new_content("Today we did not see the nice dog!", beside=text) == ["not", "see"]
    assert wording.new_content("We saw a nice, really great dog!", beside=text) == []


def test_short_forms_say_no_more_than_full_ones(wording):
    full, short = "We are sure that it is not a dog.", "We're sure that it isn't a dog."
    assert wording.new_content(short, beside=full) == wording.new_content(full, beside=short) == []
    assert wording.new_content("They're sure it's a dog", beside=full) == ["they're"]
    assert wording.new_content("We didn't see a dog", beside="We did see a dog") == ["didn't"]


def test_word_salad_costs_and_is_unheard_of(wording):
    text = "Today we saw a great dog in Texas."
    good, bad = "Today we saw a nice dog in Texas.", "we a Today dog nice saw Texas in."
    costs = wording.cost([good, bad, text], beside=text)
    assert abs(costs[0]) < 1 < 10 < costs[1]
    assert costs[2] == 0
    assert wording.unseen_trigrams(good, beside=text) == 0
    assert wording.unseen_trigrams(bad, beside=text) >= 7


def test_saved_and_loaded_it_knows_the_same(wording, tmp_path):
    wording.save(tmp_path)
    loaded = Wording.load(tmp_path)
    for text in TEXTS[::17]:
        assert loaded.rewrites(text) == wording.rewrites(text)
    others = ["we saw a dog", "Sadly Texas", ""]
    assert loaded.cost(others, beside=TEXTS[0]) == pytest.approx(
        wording.cost(others, beside=TEXTS[0]), rel=1e-2
    )
    assert Wording.load(tmp_path / "elsewhere") is None


def test_a_damaged_file_is_one_clear_line(wording, tmp_path):
    wording.save(tmp_path)
    arrays = load_file(tmp_path / WORDING_FILE)
    arrays.pop("words3")
    save_file(arrays, tmp_path / WORDING_FILE)
    with pytest.raises(ValueError, match=r"wording.safetensors: damaged .*words3.*again"):
        Wording.load(tmp_path)
    (tmp_path / WORDING_FILE).write_bytes(b"no tensors")
    with pytest.raises(ValueError, match="damaged"):
        Wording.load(tmp_path)


def test_neighbours_keep_the_same_company():
    random = np.random.default_rng(0)
    # Words 0 to 4 stand before 10, words 5 to 9 before 11.
    sentences = [[word, 10 + (word >= 5)] for word in random.integers(0, 10, 4000)]
    nearest, cosines = learn_neighbours(sentences, words=13, count=4)
    assert nearest.shape == cosines.shape == (13, 4)
    for word in range(5):
        assert set(nearest[word]) == set(range(5)) - {word}
        assert cosines[word].min() > 0.9
    assert (nearest[12] == -1).all()  # never met
    nothing, _ = learn_neighbours([], words=3, count=2)
    assert (nothing == -1).all()


def test_a_word_more_or_less_is_neither_rewarded_nor_punished(wording):
    text = "Today we saw a great dog in Texas."
    dropped, broken = "Today we saw a dog in Texas.", "Today we saw a great in Texas."
    costs = wording.cost([dropped, broken], beside=text)
    assert costs[0] < 2 < costs[1]


def test_nothing_is_dropped_or_added(wording):
    for text in ("The dog is very nice.", "a great dog", "a great dog in Texas"):
        assert {len(each.split()) for each in wording.rewrites(text)} == {len(text.split())}


def test_articles_agree(wording):
    assert "a nice owl" in wording.rewrites("a great owl")
    assert agreeing("Today we saw a ", "owl") == "Today we saw an "
