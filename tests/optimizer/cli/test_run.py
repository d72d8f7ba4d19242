"""A text rewritten, as a user of the command line meets it."""

import json

REWRITTEN = "my cat hates a bike"


def test_the_product(optimize):
    code, out, err = optimize(
        "--text", REWRITTEN, "--target-likes", 10_000, "--usual-likes", 100, "--effort", "high"
    )
    assert (code, err) == (0, ""), err
    assert REWRITTEN in out
    assert "90% interval" in out
    assert "x as it is · " in out
    assert "usually gets 100 likes" in out.replace("\n", " ")


def test_the_texts_alone_and_the_table(optimize):
    wanted = ("--text", REWRITTEN, "--usual-likes", 100, "--effort", "high")
    code, out, err = optimize(*wanted, "--plain")
    told = json.loads(optimize(*wanted, "--json")[1])
    assert (code, err) == (0, "")
    assert out.splitlines() == [each["text"] for each in told["candidates"]]
    assert "Times: " in optimize(*wanted, "--table")[1]
    code, out, err = optimize(*wanted, "--plain", "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_of_an_unknown_account_the_gain_comes_first(optimize):
    code, out, err = optimize("--text", REWRITTEN, "--effort", "high")
    assert (code, err) == (0, "")
    rewrites, small_print = out.split("The text as it is: ")
    assert "★ about " in rewrites
    assert " likes" not in rewrites.split("Better")[0]
    assert "likes predicted, 90% interval" in " ".join(small_print.split())


def test_the_product_as_json(optimize):
    arguments = (
        "--text",
        REWRITTEN,
        "--goal",
        "likes=max",
        "--usual-likes",
        100,
        "--json",
        "--effort",
        "high",
    )
    code, out, _ = optimize(*arguments)
    assert code == 0
    data = json.loads(out)
    assert data["status"] == "closer"
    assert data["candidates"][0]["predicted"] > data["original"]["predicted"]
    assert json.loads(optimize(*arguments)[1]) == data


def test_a_bare_text_is_rewritten_and_a_bare_word_is_no_command(optimize):
    options = ("--usual-likes", 100, "--effort", "draft", "--json")
    code, out, _ = optimize(REWRITTEN, *options)
    assert code == 0
    assert out == optimize("--text", REWRITTEN, "--goal", "likes=max", *options)[1]
    code, _, err = optimize("explian")
    assert code == 2
    assert "no command 'explian'; did you mean explain?" in err
    assert "no command 'hi'. A text goes in quotes" in optimize("hi")[2]


def test_options_may_stand_before_a_bare_text(optimize):
    wanted = ("--effort", "high", "--plain")
    code, out, err = optimize("--usual-likes", 100, *wanted, REWRITTEN)
    assert (code, err) == (0, "")
    assert out == optimize(REWRITTEN, "--usual-likes", 100, *wanted)[1] != ""
    assert optimize("run", *wanted, REWRITTEN, "--usual-likes", 100)[1] == out
    reached = optimize("--target-likes", 1, REWRITTEN)[1]
    assert "at least 1 likes" in reached
    dashed = optimize(f"- {REWRITTEN}", "--effort", "draft", "--json")
    assert json.loads(dashed[1])["text"] == f"- {REWRITTEN}"


def test_alone_it_says_how_to_begin(optimize):
    code, out, err = optimize(bundled=True)
    assert (code, err) == (0, "")
    assert 'optimize "Just finished' in out
    assert "optimize ui" in out


def test_the_version_is_told_before_any_command(optimize):
    from importlib.metadata import version

    assert optimize("--version", bundled=True)[:2] == (0, version("tweetopt") + "\n")


def test_without_a_rewrite_it_says_what_would_change_it(optimize):
    code, out, err = optimize("--text", "tea", "--target-likes", 10_000, "--effort", "draft")
    assert (code, err) == (0, "")
    told = out.split("What would change it, if you allow it\n")[1]
    (best, *_) = json.loads(optimize("explain", "--text", "tea", "--json")[1])["suggestions"]
    assert best["advice"] in ("try", "perhaps")
    assert told.startswith(best["text"])
    assert f"--may {best['permission']}" in told
    less = optimize("--text", "tea", "--goal", "likes<=1", "--effort", "draft")[1]
    assert "if you allow it" not in less
