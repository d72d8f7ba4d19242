"""Writers on the command line and in batches, with a real server on loopback."""

import json

import pytest

pytest.importorskip("xllamacpp", reason="needs llama.cpp's wheels")
pytest.importorskip("openai", reason="needs tweetopt[llm]")

from language_models import make_gguf, proxying, serving

from tweetopt.optimizer.batch.parts import parts_folder
from tweetopt.optimizer.writers import server

TEXT = "my dog hates the rain and old books"
SAID = ("my dog loves the rain and coffee", "my dog wants the rain and coffee")
RUN = ("--text", TEXT, "--target-likes", "1000", "--effort", "draft")


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    with serving(make_gguf(str(tmp_path_factory.mktemp("gguf") / "tiny.gguf"), SAID)) as url:
        yield url


@pytest.fixture
def proxy(llama, monkeypatch):
    monkeypatch.setattr(server, "_RETRIES", 0)
    with proxying(llama) as between:
        yield between


def test_a_text_is_sent_only_where_the_user_said_and_that_is_said_first(optimize, proxy):
    code, out, err = optimize(*RUN, "--writer", f"{proxy.url}#tiny", "--json")
    assert code == 0
    result = json.loads(out)
    assert result["candidates"][0]["text"] in SAID
    assert result["candidates"][0]["writer"] == "server"
    lines = err.splitlines()
    assert lines[0] == f"Texts are sent to {proxy.url} (model tiny)."
    assert "tokens read" in lines[-1]
    proxy.asked.clear()
    assert optimize(*RUN)[0] == 0
    assert not proxy.asked


def test_what_was_dropped_is_said_if_asked_for(optimize, llama):
    code, out, _ = optimize(*RUN, "--writer", llama, "--keep", "books", "--verbose")
    assert code == 0
    assert out.splitlines()[-1] == "Dropped: 4 lost a kept word."
    assert "Dropped" not in optimize(*RUN, "--writer", llama)[1]


def test_several_writers_are_ranked_together(optimize, llama):
    code, out, _ = optimize(*RUN, "--writer", llama, "--writer", "words", "--json")
    assert code == 0
    assert {each["writer"] for each in json.loads(out)["candidates"]} & {"server", "words"}


def test_a_server_that_is_not_there_is_one_line(optimize):
    code, out, err = optimize(*RUN, "--writer", "http://127.0.0.1:9/v1#tiny")
    assert (code, out) == (2, "")
    assert "can't be reached; is the server running?" in err


def test_writers_are_listed_and_tried(optimize, llama):
    text = ("--text", TEXT)
    code, out, _ = optimize("writers", *text, "--writer", llama, "--json")
    found = {each["writer"]: each for each in json.loads(out)}
    assert code == 0
    assert {"latent", "words", llama} <= set(found)
    assert found[llama]["rewrite"] in SAID
    code, out, err = optimize("writers", *text, "--writer", "http://127.0.0.1:9/v1#x")
    assert code == 0
    assert "can't be reached" in err
    assert "latent" in out


def table(tmp_path, rows=6):
    path = tmp_path / "in.csv"
    texts = [f"my dog hates the rain and {n} books" for n in range(rows)]
    path.write_text("\n".join(["text", *texts]) + "\n", encoding="utf-8")
    return path


def test_a_server_that_goes_away_fails_rows_and_a_resumed_batch_asks_nobody_twice(
    optimize, proxy, tmp_path, monkeypatch
):
    def behave(number):
        if number > 8:
            raise ConnectionError

    source, out = table(tmp_path), tmp_path / "out.csv"
    command = ("batch", source, out, "--target-likes", "1000", "--effort", "draft",
               "--workers", 1, "--writer", f"{proxy.url}#tiny")  # fmt: skip
    proxy.behave = behave
    with monkeypatch.context() as patch:
        # As a power cut would: the proposals are there, and no part.
        from tweetopt.optimizer.batch.parts import Parts

        def lost(*_):
            raise OSError("no power")

        patch.setattr(Parts, "save", lost)
        assert optimize(*command)[0] == 2
    kept = sorted(parts_folder(out).glob("proposals-*.jsonl"))
    answered = sum(len(path.read_text().strip().splitlines()) for path in kept)
    assert answered == 2  # four versions each
    proxy.asked.clear()
    code, _, err = optimize(*command, "--resume")
    lines = out.read_text(encoding="utf-8").splitlines()
    assert code == 0, err
    assert sum(",failed," in line for line in lines) == 2  # the others were answered in between
    bodies = [json.loads(body)["messages"][1]["content"] for _, body in proxy.asked]
    assert bodies
    assert not any("rain and 0 books" in body for body in bodies)
    assert not any(out.parent.glob("*.parts"))


def test_a_batch_says_who_wrote_each_row(optimize, llama, tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text(f"text\n{TEXT}\n{SAID[0]} today\n", encoding="utf-8")
    code, _, err = optimize(
        "batch", source, out, "--target-likes", "1000", "--effort", "draft", "--workers", 1,
        "--writer", llama,
    )  # fmt: skip
    assert code == 0
    assert err.startswith(f"Texts are sent to {llama}")
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["optimized_text"] in SAID
    assert rows[0]["writer"] == "server"
    for row in rows:
        assert bool(row["writer"]) == (row["optimized_text"] != row["text"])


def test_what_a_user_may_allow_is_checked(optimize):
    code, _, err = optimize(*RUN, "--may", "swear")
    assert code == 2
    assert "--may: expected permissions such as" in err
    assert optimize(*RUN, "--may", "swearing,new-words")[0] == 0


def test_a_voice_must_be_a_table_with_the_column(optimize, tmp_path):
    code, _, err = optimize(*RUN, "--voice", tmp_path / "none.csv")
    assert code == 2
    assert "no such file" in err


@pytest.mark.parametrize(
    "option", [("--style", "hook"), ("--writer-tokens", "9"), ("--steering", "1")]
)
def test_what_only_language_models_follow_is_refused_without_one(optimize, option):
    code, _, err = optimize(*RUN, *option)
    assert code == 2
    assert f"{option[0]}: expected a language model that follows it, got the writers latent" in err
