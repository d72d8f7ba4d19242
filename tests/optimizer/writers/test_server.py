"""A server as a writer: a real llama.cpp with a tiny model, and one that misbehaves before it."""

import json

import pytest

pytest.importorskip("xllamacpp", reason="needs llama.cpp's wheels")
pytest.importorskip("openai", reason="needs tweetopt[llm]")

from language_models import make_gguf, proxying, serving

from tweetopt.optimizer import (
    Effort,
    Request,
    Settings,
    find_writer,
    optimize_texts,
    parse_goal,
)
from tweetopt.optimizer.writers import server
from tweetopt.optimizer.writers.base import make_briefs
from tweetopt.optimizer.writers.server import ServerWriter

TEXT = "my dog hates the rain"
SAID = ("my dog loves coffee", "our team loves coffee", '"a friend found coffee"')
DRAFT = Settings(effort=Effort.DRAFT, least_fluent_similarity=0.0)


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    with serving(make_gguf(str(tmp_path_factory.mktemp("gguf") / "tiny.gguf"), SAID)) as url:
        yield url


@pytest.fixture
def proxy(llama, monkeypatch):
    monkeypatch.setattr(server, "_TIMEOUT", 2.0)
    monkeypatch.setattr(server, "_RETRIES", 0)
    with proxying(llama) as between:
        yield between


def requested(*texts):
    return [Request(text, [parse_goal("likes>=1000")], account_median=100.0) for text in texts]


def proposed(writer, engine, *texts, settings=DRAFT):
    briefs = make_briefs(requested(*texts or [TEXT]), engine=engine)
    return list(writer.propose(briefs, engine=engine, settings=settings))


def test_what_it_says_becomes_a_candidate_that_says_who_wrote_it(engine, llama):
    writer = find_writer(f"{llama}#tiny.gguf")
    (result,) = optimize_texts(requested(TEXT), engine=engine, settings=DRAFT, writers=[writer])
    assert {each.text for each in result.candidates} <= {*SAID, "a friend found coffee"}
    assert [each.writer for each in result.candidates] == ["server"] * len(result.candidates)
    assert result.candidates[0].text.endswith("coffee")
    assert result.as_dict()["candidates"][0]["writer"] == "server"
    assert find_writer(f"{llama}#tiny.gguf") is writer


def test_without_a_model_the_first_one_is_taken_and_the_notice_names_the_address(llama):
    writer = ServerWriter.at(llama)
    assert writer.model.endswith(".gguf")
    assert writer.notice == f"Texts are sent to {llama} (model {writer.model})."


def test_each_text_gets_its_versions_in_order(engine, llama):
    found = proposed(ServerWriter.at(llama), engine, TEXT, "our team wants a bike")
    assert [place for place, _ in found] == [0] * DRAFT.versions + [1] * DRAFT.versions
    assert all(each.fault is None for _, each in found)


def test_tokens_are_counted_and_limited(engine, llama):
    writer = ServerWriter.at(llama)
    proposed(writer, engine)
    assert writer.used.read > writer.used.written > 0
    limited = Settings(effort=Effort.DRAFT, writer_tokens=1)
    assert {each.fault for _, each in proposed(writer, engine, settings=limited)} == {
        "came after the limit that you set"
    }


def test_the_prompt_holds_the_text_and_no_other_text(engine, proxy):
    proposed(ServerWriter.at(proxy.url), engine, TEXT, "our team wants a bike")
    bodies = [json.loads(body) for _, body in proxy.asked]
    users = [body["messages"][1]["content"] for body in bodies]
    assert sum(TEXT in user for user in users) == DRAFT.versions
    assert not any(TEXT in user and "a bike" in user for user in users)
    assert len({body["seed"] for body in bodies}) == DRAFT.versions  # each version its own draw


def test_some_failures_cost_their_versions_alone(engine, proxy):
    proxy.behave = lambda number: {1: 500, 2: 429, 3: b"{}"}.get(number)
    found = proposed(ServerWriter.at(proxy.url), engine)
    faults = [each.fault for _, each in found if each.fault]
    assert len(faults) == 3
    assert set(faults) <= {"got no answer", "came back empty"}
    assert len(found) == DRAFT.versions


def test_what_a_model_that_thinks_refuses_is_left_out(engine, proxy):
    def behave(number):
        body = json.loads(proxy.asked[number - 1][1])
        for name in ("max_tokens", "temperature"):
            if name in body:
                error = {"message": f"Unsupported: {name}", "param": name, "code": "unsupported"}
                return 400, json.dumps({"error": error}).encode()
        return None

    proxy.behave = behave
    writer = ServerWriter.at(f"{proxy.url}#tiny.gguf")
    assert not any(each.fault for _, each in proposed(writer, engine))
    asked = json.loads(proxy.asked[-1][1])
    assert asked["max_completion_tokens"] > 1_000
    assert "seed" in asked
    before = len(proxy.asked)
    proposed(writer, engine)
    assert len(proxy.asked) - before == DRAFT.versions  # it isn't asked twice again


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (500, r"answers with error 500 \(no\)"),
        (429, "answers with error 429"),
        (b"<html>no</html>", "can't be read"),
        (ConnectionError(), "can't be reached; is the server running"),
    ],
)
def test_a_server_that_always_fails_ends_in_one_line(engine, proxy, wanted, message):
    def behave(_):
        if isinstance(wanted, Exception):
            raise wanted
        return wanted

    writer = ServerWriter.at(f"{proxy.url}#tiny")
    proxy.behave = behave
    with pytest.raises(ConnectionError, match=message) as raised:
        proposed(writer, engine)
    assert proxy.url in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_server_that_takes_too_long_is_left(engine, proxy, monkeypatch):
    import time

    monkeypatch.setattr(server, "_TIMEOUT", 0.3)
    proxy.behave = lambda _: time.sleep(1.5)
    with pytest.raises(ConnectionError, match="no answer within"):
        proposed(ServerWriter.at(f"{proxy.url}#tiny"), engine)


@pytest.mark.parametrize(("status", "message"), [(401, "refuses the key"), (404, "no such model")])
def test_a_wrong_key_or_model_is_the_user_s_to_mend(engine, proxy, status, message):
    proxy.behave = lambda _: status
    with pytest.raises(ValueError, match=message):
        proposed(ServerWriter.at(f"{proxy.url}#tiny"), engine)


def test_the_key_comes_from_the_environment_and_is_never_shown(engine, llama, proxy, monkeypatch):
    monkeypatch.setenv("TWEETOPT_WRITER_KEY", "sk-secret")
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", "sk-for-somebody-else")
    writer = ServerWriter.at(f"{proxy.url}#tiny")
    proxy.behave = lambda _: 401
    with pytest.raises(ValueError, match="TWEETOPT_WRITER_KEY") as raised:
        proposed(writer, engine)
    sent = {headers["authorization"] for headers, _ in proxy.asked}
    assert sent == {"Bearer sk-secret"}
    assert "sk-" not in f"{raised.value}{writer!r}{writer.notice}"
    monkeypatch.delenv("TWEETOPT_WRITER_KEY")
    with proxying(llama) as other:  # somebody else's key is for somebody else
        proposed(ServerWriter.at(f"{other.url}#tiny"), engine)
        assert {headers["authorization"] for headers, _ in other.asked} == {"Bearer none"}
        assert not any("sk-for-somebody-else" in str(headers) for headers, _ in other.asked)


def test_a_server_that_repeats_the_key_is_not_quoted(monkeypatch):
    openai, httpx = pytest.importorskip("openai"), pytest.importorskip("httpx")
    monkeypatch.setenv("TWEETOPT_WRITER_KEY", "sk-secret")
    for said, shown in (("bad key sk-secret", ""), ("no\nsuch option", " (no such option)")):
        request = httpx.Request("POST", "http://a", headers={"authorization": "Bearer sk-secret"})
        response = httpx.Response(400, request=request)
        error = openai.APIStatusError("", response=response, body={"message": said})
        assert server._its_reason(error) == shown


def test_texts_go_to_no_address_that_only_the_server_names(engine, llama, proxy):
    with proxying(llama) as other:
        proxy.behave = lambda _: f"{other.url}/chat/completions"
        with pytest.raises(ConnectionError, match="error 307"):
            proposed(ServerWriter.at(f"{proxy.url}#tiny"), engine)
        assert not other.asked


def test_endless_answers_are_cut_and_dropped(engine, tmp_path):
    path = make_gguf(str(tmp_path / "endless.gguf"), ["coffee and "], endless=True)
    with serving(path) as url:
        found = proposed(ServerWriter.at(url), engine)
    assert {each.fault for _, each in found} == {"ran on"}


def test_a_server_killed_in_the_middle_keeps_what_it_said_or_ends_in_a_line(engine, proxy):
    def behave(number):
        if number > 2:
            raise ConnectionError
        return

    proxy.behave = behave
    found = proposed(ServerWriter.at(f"{proxy.url}#tiny"), engine)
    assert sum(each.fault is None for _, each in found) == 2
    with pytest.raises(ConnectionError, match="can't be reached"):
        proposed(ServerWriter.at(f"{proxy.url}#tiny"), engine)


@pytest.mark.parametrize("secret", ["http://sk-1:sk-2@a.org/v1#x", "http://a.org/v1?key=sk-1#x"])
def test_an_address_with_a_key_in_it_is_refused_unseen(secret):
    with pytest.raises(ValueError, match="put a key into TWEETOPT_WRITER_KEY") as raised:
        ServerWriter.at(secret)
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("address", ["http://", "http:///v1#x", "http://a:b/v1#x", "http://[a/v1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="expected http://HOST:PORT/v1#MODEL"):
        ServerWriter.at(address)


def test_nobody_there_is_said():
    with pytest.raises(ConnectionError, match="is the server running"):
        ServerWriter.at("http://127.0.0.1:9/v1")
