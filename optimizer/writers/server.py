"""Writing by a server that speaks OpenAI's protocol: a local one, or a hosted one."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import finalize

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.settings import Settings, Style
from tweetopt.optimizer.writers.background import in_background
from tweetopt.optimizer.writers.base import Brief, Proposal
from tweetopt.optimizer.writers.prompting import chat_prompt, styles_of
from tweetopt.optimizer.writers.replies import read_reply

if TYPE_CHECKING:  # an extra
    from openai import APIStatusError, OpenAI
    from openai.types.chat import ChatCompletion

_KEY = "TWEETOPT_WRITER_KEY"
_OPENAI_KEY, _OPENAI_HOST = "OPENAI_API_KEY", "api.openai.com"
_AT_ONCE = 4
"""Requests at a time; local servers mostly answer as many."""
_TIMEOUT = 120.0
"""Seconds for one answer: a small model on a busy processor takes some twenty."""
_RETRIES = 2
_REASON = 200
"""Characters shown of what a server says of an error."""
_TEMPERATURE = 0.9
_TOKENS_A_CHARACTER = 0.6
"""Tokens that a version may take: English takes 0.25, other scripts more."""
_TOKENS_TO_THINK = 4_000
"""Tokens more for models that think before they answer; short prompts take some hundreds."""


@dataclass
class TokenCount:
    """Tokens that a server has read and written so far, in all threads."""

    read: int = 0
    written: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def total(self) -> int:
        """Both together."""
        return self.read + self.written

    def add(self, completion: "ChatCompletion") -> None:
        """Count what one answer took; a server that doesn't say counts nothing."""
        if completion.usage is not None:
            with self._lock:
                self.read += completion.usage.prompt_tokens
                self.written += completion.usage.completion_tokens


@dataclass(frozen=True)
class ServerWriter:
    """Asks a chat model at an address for one version at a time. Follows `Writer`.

    Attributes:
        url: The address, without a model.
        model: Which of the server's models.
        client: Of the openai package; it knows the key, which nothing here prints.
        used: What was used so far.
        refused: Options that the model refused, and isn't given again.
    """

    url: str
    model: str
    client: "OpenAI" = field(repr=False)
    used: TokenCount = field(default_factory=TokenCount, compare=False)
    refused: set[str] = field(default_factory=set, compare=False)

    name = "server"
    fluent = True
    seeded = False

    @classmethod
    def at(cls, address: str) -> "ServerWriter":
        """A writer by `http://HOST:PORT/v1#MODEL`; its first model where none is named.

        A key is taken from the environment: TWEETOPT_WRITER_KEY, or for OpenAI's own address
        OPENAI_API_KEY.

        Raises:
            ValueError: The openai package is missing, the address is none, or has a key in it.
            ConnectionError: No model is named, and the server can't be asked for one.
        """
        url, _, model = address.partition("#")
        client = _client(url, _host(url))
        return cls(url, model or _first_model(client, url), client)

    @property
    def notice(self) -> str:
        """See `Writer.notice`."""
        return f"Texts are sent to {self.url} (model {self.model})."

    def propose(
        self,
        briefs: Sequence[Brief],
        *,
        engine: Engine,  # noqa: ARG002
        settings: Settings,
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`. A brief for which every request failed raises the last error."""
        versions = settings.versions
        jobs = [
            partial(self._ask, brief, style, number, settings)
            for brief in briefs
            for number, style in enumerate(
                styles_of(settings, versions=versions, round_number=brief.round)
            )
        ]
        answers = in_background(jobs, at_once=_AT_ONCE)
        try:
            for place in range(len(briefs)):
                own = answers[place * versions : (place + 1) * versions]
                yield from ((place, each) for each in _answered(own))
        finally:
            for answer in answers:
                answer.cancel()

    def _ask(self, brief: Brief, style: Style, number: int, settings: Settings) -> Proposal:
        """One version, or why there is none.

        Raises:
            ConnectionError: The server can't be reached, or refuses all such requests.
        """
        import openai

        if settings.writer_tokens is not None and self.used.total >= settings.writer_tokens:
            return Proposal("", fault=Dropped.OVER_LIMIT)
        text = brief.request.text
        try:
            completion = self._complete(
                chat_prompt(brief, style, settings=settings),
                limit=round(_TOKENS_A_CHARACTER * max(len(text), brief.kind.longest or 0)),
                seed=settings.seed * 1000 + brief.round * 100 + number,
            )
        except (openai.OpenAIError, ValueError) as error:  # ValueError: what is no JSON
            raise _failure(self.url, self.model, error) from error
        self.used.add(completion)
        if not completion.choices:
            return Proposal("", fault=Dropped.EMPTY)
        choice = completion.choices[0]
        rewrite, fault = read_reply(choice.message.content or "", original=text)
        cut = choice.finish_reason == "length"
        return brief.proposal(rewrite, fault="ran on" if cut else fault)

    def _complete(
        self, messages: list[dict[str, str]], *, limit: int, seed: int
    ) -> "ChatCompletion":
        """An answer, asked for again without an option that the model refuses."""
        import openai

        omit, refused = openai.omit, frozenset(self.refused)
        thinks = "max_tokens" in refused
        try:
            return self.client.chat.completions.create(
                model=self.model,
                messages=messages,  # type: ignore[arg-type]
                max_tokens=omit if thinks else limit,
                max_completion_tokens=limit + _TOKENS_TO_THINK if thinks else omit,
                temperature=omit if "temperature" in refused else _TEMPERATURE,
                seed=omit if "seed" in refused else seed,
            )
        except openai.BadRequestError as error:
            if error.param not in {"max_tokens", "temperature", "seed"} - refused:
                raise
            self.refused.add(error.param)
        return self._complete(messages, limit=limit, seed=seed)


def _answered(answers: Sequence["Future[Proposal]"]) -> Iterator[Proposal]:
    """The answers of one brief; those that failed count as dropped, unless all of them did.

    Raises:
        ConnectionError: Every request failed, or one in a way that all others will.
    """
    last: ConnectionError | None = None
    failed = 0
    for answer in answers:
        try:
            yield answer.result()
        except ConnectionError as error:
            last, failed = error, failed + 1
            yield Proposal("", fault=Dropped.NO_ANSWER)
    if last is not None and failed == len(answers):
        raise last


def _host(url: str) -> str:
    """The host of an address.

    Raises:
        ValueError: It's no address, or holds a key, which would be shown wherever the address is.
    """
    wanted = "--writer: expected http://HOST:PORT/v1#MODEL"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{wanted}, got {url!r}: {error}") from error
    if not host:
        raise ValueError(f"{wanted}, got {url!r}")
    if parts.username is not None or parts.query:
        raise ValueError(
            f"{wanted}, without a password or a query, got more for {host}; put a key into {_KEY}"
        )
    return host


def _client(url: str, host: str) -> "OpenAI":
    try:
        from openai import DefaultHttpxClient, OpenAI
    except ImportError as error:
        raise ValueError(
            "--writer: expected the openai package for a server, which is not installed; "
            "pip install '.[llm]' in tweetopt's folder"
        ) from error
    key = os.environ.get(_KEY) or (os.environ.get(_OPENAI_KEY) if host == _OPENAI_HOST else None)
    http = DefaultHttpxClient(follow_redirects=False)  # texts go where the user said
    client = OpenAI(
        base_url=url,
        api_key=key or "none",
        timeout=_TIMEOUT,
        max_retries=_RETRIES,
        http_client=http,
    )
    finalize(client, http.close)
    if host != _OPENAI_HOST:  # the client reads these from the environment, for whomever
        client.organization = client.project = None
    return client


def _first_model(client: "OpenAI", url: str) -> str:
    import openai

    try:
        models = [model.id for model in client.models.list()]
    except openai.OpenAIError as error:
        raise _failure(url, "", error) from error
    if not models:
        raise ValueError(f"--writer {url}: expected a server with a model, got none; load one")
    return models[0]


def _failure(url: str, model: str, error: Exception) -> ConnectionError | ValueError:
    """What to raise for an error of the client; ValueError where no request can be right."""
    import openai

    where = f"--writer {url}{'#' if model else ''}{model}"
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ValueError(f"{where}: the server refuses the key; put the right one into {_KEY}")
        case openai.NotFoundError():
            return ValueError(f"{where}: the server knows no such model or path; check both")
        case openai.APITimeoutError():
            return ConnectionError(f"{where}: no answer within {_TIMEOUT:.0f} s; try again later")
        case openai.APIStatusError():
            return ConnectionError(
                f"{where}: the server answers with error {error.status_code}"
                f"{_its_reason(error)}; look at its log"
            )
        case openai.APIConnectionError():
            return ConnectionError(f"{where}: can't be reached; is the server running?")
        case _:
            return ConnectionError(f"{where}: the server's answer can't be read")


def _its_reason(error: "APIStatusError") -> str:
    """What the server itself says, in a line, without the key, whatever it repeats."""
    said = error.body.get("message") if isinstance(error.body, dict) else None
    key = error.request.headers.get("authorization", "").removeprefix("Bearer ")
    if not said or (key and key in str(said)):
        return ""
    return f" ({' '.join(str(said).split())[:_REASON]})"
