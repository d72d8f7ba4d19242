"""What is remembered of an account, and that every command goes by it."""

import json
import socket

import pandas as pd
import pytest

from tweetopt.optimizer.accounts.store import account_names, load_account, set_default

TEXT = "my dog hates the rain"
POSTS = [f"{who} loves {what}" for who in ("my dog", "our team") for what in ("a bike", "coffee")]


@pytest.fixture
def past(tmp_path):
    frame = pd.DataFrame({"full_text": POSTS * 10, "favorite_count": [20, 50, 19, 60] * 10})
    frame["date"] = pd.date_range("2024-01-01", periods=40).astype(str)
    path = tmp_path / "my.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "accounts"
    monkeypatch.setenv("TWEETOPT_ACCOUNTS", str(folder))
    return folder


@pytest.fixture
def account(optimize, home, past):  # noqa: ARG001
    code, out, err = optimize("account", "add", "me", past)
    assert (code, err) == (0, "")
    return out


def test_an_account_is_added_shown_and_removed(optimize, home, account, past):
    assert "40 posts: text from full_text, likes from favorite_count, newest 2024-02-09" in account
    assert "Added: me: 40 posts that usually get 35 likes." in account
    assert "Every command now predicts for it" in account
    assert "* me: 40 posts" in optimize("account", "list", bundled=True)[1]
    shown = " ".join(optimize("account", "show", "me", bundled=True)[1].split())
    assert "No text of yours is kept" in shown
    assert str(past) in shown
    assert json.loads(optimize("account", "show", "me", "--json", bundled=True)[1])["posts"] == 40
    assert optimize("account", "remove", "me", bundled=True)[:2] == (0, "Forgot me.\n")
    assert account_names() == []
    assert past.exists()
    assert [each for each in home.rglob("*") if each.is_file()] == [home / ".default"]


def test_no_text_is_kept(home, account):  # noqa: ARG001
    words = {word.encode() for text in POSTS for word in text.split() if len(word) > 3}
    for file in home.rglob("*"):
        if file.is_file():
            assert not [word for word in words if word in file.read_bytes()], file


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--text", TEXT, "--target-likes", 60, "--effort", "draft"),
        ("predict", "--text", TEXT),
    ],
    ids=["run", "predict"],
)
@pytest.mark.usefixtures("account")
def test_commands_predict_for_it_by_default(optimize, command):
    told = " ".join(optimize(*command)[1].split())
    assert "usually gets 35 likes" in told
    assert "Your usual, as account me: 35 likes." in told
    nobody = optimize(*command, "--account", "none")[1]
    assert "Your usual" not in nobody
    other = " ".join(optimize(*command, "--usual-likes", 5)[1].split())
    assert "usually gets 5 likes" in other
    code, _, err = optimize(*command, "--account", "me", "--usual-likes", 5)
    assert (code, err.count("expected it or --account, got both")) == (2, 1)


@pytest.mark.usefixtures("account")
def test_it_is_what_a_history_says(optimize, past):
    def predicted(*arguments):
        return json.loads(optimize("predict", "--text", TEXT, *arguments, "--json")[1])["likes"]

    by_account, by_history = predicted(), predicted("--history", past)
    assert by_account["value"] == pytest.approx(by_history["value"], rel=1e-3)
    assert by_account["high"] == pytest.approx(by_history["high"], rel=1e-3)
    assert by_account["value"] != predicted("--usual-likes", 35)["value"]


@pytest.mark.usefixtures("account")
def test_tables_speak_of_it(optimize, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "o.csv"
    pd.DataFrame({"text": [TEXT], "usual": [1000]}).to_csv(table, index=False)
    single = json.loads(optimize("predict", "--text", TEXT, "--json")[1])["likes"]["value"]
    assert optimize("predict", table, "--out", out, "--workers", 1)[0] == 0
    assert pd.read_csv(out)["predicted"][0] == pytest.approx(single, abs=0.01)
    assert optimize("batch", table, out, "--multiply", 1.2, "--effort", "draft", "--workers", 1,
                    "--overwrite")[0] == 0  # fmt: skip
    assert pd.read_csv(out)["predicted_before"][0] == pytest.approx(single, rel=0.01)
    optimize("predict", table, "--out", out, "--median-column", "usual", "--workers", 1,
             "--overwrite")  # fmt: skip
    assert pd.read_csv(out)["predicted"][0] > 2 * single


@pytest.mark.usefixtures("account")
def test_another_model_is_refused_with_the_command_that_helps(optimize, tmp_path, model_folder):
    import shutil

    from safetensors.torch import load_file, save_file

    other = shutil.copytree(model_folder, tmp_path / "other")
    weights = load_file(other / "model.safetensors")
    save_file({name: value * 1.001 for name, value in weights.items()}, other / "model.safetensors")
    code, _, err = optimize("predict", "--text", TEXT, "--account", "me", "--model", other,
                            bundled=True)  # fmt: skip
    assert code == 2
    assert "predictor" in err  # the bundled one isn't what the account adapts
    named = load_account("me").predictor
    code, _, err = optimize("predict", "--text", TEXT, "--account", "me", "--model", other,
                            "--predictor", named, bundled=True)  # fmt: skip
    assert (code, err.count("\n")) == (2, 1)
    command = f"optimize account add me --model {other} --predictor {named}"
    assert command in err


def test_it_is_fitted_anew_from_the_file_that_it_remembers(optimize, account, past):  # noqa: ARG001
    code, out, _ = optimize("account", "add", "me")
    assert code == 0
    assert "Fitted anew: me: 40 posts" in out
    past.unlink()
    code, _, err = optimize("account", "add", "me")
    assert (code, err.count("no such file")) == (2, 1)
    assert account_names() == ["me"]


@pytest.mark.usefixtures("home")
def test_bad_accounts_are_one_clear_line(optimize, past):
    def fails(*arguments):
        code, out, err = optimize(*arguments, bundled=arguments[1] != "add")
        assert (code, out, err.count("\n")) == (2, "", 1)
        return err

    assert "expected one that was added (none so far), got 'you'" in fails("account", "show", "you")
    assert "expected one that was added (none so far)" in fails("account", "remove", "you")
    assert "expected one that was added (none so far)" in fails("account", "default", "you")
    for name in ("none", "a/b", "..", ""):
        assert "expected a name of letters" in fails("account", "add", name, past)
    assert "expected one that was added (none so far)" in fails("account", "add", "new")
    assert account_names() == []


def test_the_default_is_chosen(optimize, account, past):  # noqa: ARG001
    assert optimize("account", "add", "you", past, "--likes-column", "favorite_count")[0] == 0
    assert "predict for me." in optimize("account", "default", bundled=True)[1]
    assert "predict for you." in optimize("account", "default", "you", bundled=True)[1]
    assert json.loads(optimize("account", "show", "--json", bundled=True)[1])["name"] == "you"
    assert "predict for no account." in optimize("account", "default", "none", bundled=True)[1]
    code, _, err = optimize("account", "show", bundled=True)
    assert (code, err.count("expected a name (me, you), got none")) == (2, 1)
    set_default("you")
    optimize("account", "remove", "you", bundled=True)
    assert "predict for no account." in optimize("account", "default", bundled=True)[1]


def test_an_account_may_be_called_default(optimize, home, past):
    assert optimize("account", "default", "none", bundled=True)[0] == 0  # before there is any
    for name in ("me", "default"):
        assert optimize("account", "add", name, past)[0] == 0
    assert account_names() == ["default", "me"]
    assert "predict for me." in optimize("account", "default", bundled=True)[1]
    assert (home / "default").is_dir()


def test_a_damaged_account_is_one_clear_line(optimize, home, account):  # noqa: ARG001
    (home / "me" / "account.json").write_text("{}")
    code, _, err = optimize("account", "show", "me", bundled=True)
    assert (code, err.count("damaged file")) == (2, 1)


def test_no_request_leaves_the_machine(optimize, home, past, monkeypatch):  # noqa: ARG001
    def refuse(*_arguments, **_named):
        raise AssertionError("asked another machine")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert optimize("account", "add", "me", past)[0] == 0
    assert optimize("predict", "--text", TEXT)[0] == 0
    assert optimize("predict", "--text", TEXT, "--history", past)[0] == 0
