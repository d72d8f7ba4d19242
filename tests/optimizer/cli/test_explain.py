"""`optimize explain` and `optimize compare` as a user meets them."""

import json

TEXT = "my dog loves coffee"


def test_words_are_told_on_screen_and_as_json(optimize, tmp_path):
    code, out, err = optimize("explain", "--text", TEXT, "--account-median", 100)
    assert (code, err) == (0, ""), err
    assert TEXT in out
    assert "usually gets 100 likes" in " ".join(out.split())
    assert "Predicted isn't caused" in " ".join(out.split())
    code, out, _ = optimize("explain", "--text", TEXT, "--json", "--check")
    told = json.loads(out)
    assert code == 0
    assert [word["text"] for word in told["words"]] == TEXT.split()
    assert told["words"][3]["difference"] > 0
    assert told["rank_correlation"] is None  # four words are too few
    picture = tmp_path / "why.svg"
    code, _, err = optimize("explain", "--text", TEXT, "--plot", picture)
    assert (code, err) == (0, ""), err
    assert "contributes" in picture.read_text()


def test_bad_input_is_one_line(optimize):
    for arguments in (("--text", ""), ("--text", "word " * 500)):
        code, out, err = optimize("explain", *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), err
