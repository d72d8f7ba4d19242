"""Rewrites the texts of a table's rows."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from tweetopt.datasets.blocks import Row
from tweetopt.datasets.cells import nested
from tweetopt.datasets.posts.own import is_repost
from tweetopt.optimizer.batch.rows import failed, text_of
from tweetopt.optimizer.batch.targets import Account, Targets
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.explanation import explain_texts
from tweetopt.optimizer.explaining.moves import all_moves
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.pipeline import check_request, optimize_texts
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.writers.base import Writer
from tweetopt.optimizer.writers.recorded import RecordedWriter
from tweetopt.optimizer.writers.registry import find_writer
from tweetopt.vae.wording.words import count_word

_MOST_CONTRIBUTIONS = 8
"""In a table's cell."""
_BETWEEN_WORDS = re.compile(r"[,;]")


@dataclass(frozen=True)
class OptimizeRows:
    """Rewrites the rows' texts. Every row is searched from the same seed, as if it were alone.

    Attributes:
        targets: What is wanted.
        account: Whom the predictions are for.
        settings: How to search.
        text_column: Where the text is.
        keep_column: Where words are that must stay: a list, or text with "," or ";" between.
        keep: Words that must stay in all texts that have them.
        explain: Whether to add why: what contributes most, and what would change it.
    """

    targets: Targets
    account: Account = field(default_factory=Account)
    settings: Settings = field(default_factory=lambda: Settings(candidates=1))
    text_column: str = "text"
    keep_column: str | None = None
    keep: tuple[str, ...] = ()
    explain: bool = False

    together: ClassVar[int] = 32

    @property
    def added(self) -> Mapping[str, type]:
        """As in `RowJob`; texts beside the recommended one only where several are wanted."""
        predicted = ("predicted_before", "predicted_after", "low", "high")
        names = (*predicted, "gain", "better", "similarity")
        more = {"other_texts": str} if self.settings.candidates > 1 else {}
        texts = dict.fromkeys(("optimized_text", "status", "message", "tweaked_text"), str)
        why = dict.fromkeys(("contributions", "suggestions"), str) if self.explain else {}
        return {**texts, **dict.fromkeys(names, float), "writer": str, **more, **why}

    @property
    def columns(self) -> Sequence[str]:
        """As in `RowJob`."""
        names = (self.text_column, self.targets.column, self.account.column, self.keep_column)
        return [name for name in names if name is not None]

    def check(self, engine: Engine) -> None:
        """As in `RowJob`."""
        if self.targets.goals:
            check_request(Request("text", self.targets.goals), engine=engine)

    def shared(self, workers: int) -> "OptimizeRows":
        """As in `RowJob`."""
        tokens = self.settings.writer_tokens
        share = None if tokens is None else max(1, tokens // workers)
        return replace(self, settings=replace(self.settings, writer_tokens=share))

    def run(self, rows: Sequence[Row], *, engine: Engine, record: Path | None = None) -> list[Row]:
        """As in `RowJob`."""
        writers = [_recorded(name, record) for name in self.settings.writers]
        done: dict[int, Row] = {}
        requests: dict[int, Request] = {}
        for number, row in enumerate(rows):
            try:
                requests[number] = self._request(row, engine)
            except ValueError as error:
                done[number] = failed(self.added, error)
        # Texts of one length waste no padding.
        order = sorted(requests, key=lambda number: len(requests[number].text))
        results = self._optimize([requests[number] for number in order], engine, writers)
        done.update(zip(order, results, strict=True))
        return [done[number] for number in range(len(rows))]

    def _request(self, row: Row, engine: Engine) -> Request:
        text = text_of(row, self.text_column, engine)
        if is_repost(text):
            raise ValueError(
                f"{self.text_column}: expected a text of your own, got somebody else's (RT @...)"
            )
        median = self.account.of(row)
        keep = [word for word in self.keep if count_word(word, text)]
        keep += _words(nested(row, self.keep_column)) if self.keep_column else []
        goals = self.targets.of(row, text, median, engine)
        request = Request(text, goals, account_median=median, keep=keep)
        check_request(request, engine=engine)
        return request

    def _optimize(
        self, requests: Sequence[Request], engine: Engine, writers: Sequence[Writer]
    ) -> list[Row]:
        if not requests:
            return []
        try:
            results = optimize_texts(
                requests, engine=engine, settings=self.settings, writers=writers
            )
        except Exception as error:  # whatever it is, it costs one row and not the night
            if len(requests) == 1:
                return [failed(self.added, error)]
            return [
                row for request in requests for row in self._optimize([request], engine, writers)
            ]
        rows = [self._row(result) for result in results]
        if self.explain:
            for row, why in zip(rows, _why(requests, engine), strict=True):
                row |= why
        return rows

    def _row(self, result: OptimizationResult) -> Row:
        story = result.as_dict()
        before = story["original"]
        best, *others = story["candidates"] or [{**before, "text": result.text, "similarity": 1.0}]
        row = {
            "optimized_text": best["text"],
            "status": story["status"],
            "message": story["message"],
            "predicted_before": before["predicted"],
            "predicted_after": best["predicted"],
            "low": best["low"],
            "high": best["high"],
            "gain": best.get("gain"),
            "better": best.get("better"),
            "tweaked_text": result.tweaks.text if result.tweaks else "",
            "similarity": best["similarity"],
            "writer": best.get("writer", ""),
            "other_texts": json.dumps([other["text"] for other in others], ensure_ascii=False),
        }
        return {name: row[name] for name in self.added if name in row}


def _why(requests: Sequence[Request], engine: Engine) -> Iterator[Row]:
    """What contributes most to each prediction, and what would change it, both as JSON lists."""
    explanations = explain_texts(
        [request.text for request in requests],
        engine=engine,
        account_medians=[request.account_median for request in requests],
        moves=all_moves(),
    )
    for each in explanations:
        strongest = [own.as_dict() for own in each.strongest[:_MOST_CONTRIBUTIONS]]
        suggested = [own.as_dict() for own in each.suggestions]
        yield {
            name: json.dumps(_without_nan(rows), ensure_ascii=False)
            for name, rows in (("contributions", strongest), ("suggestions", suggested))
        }


def _without_nan(rows: Sequence[Row]) -> list[Row]:
    """Rows for JSON, which has no NaN."""
    return [
        {name: None if value != value else value for name, value in row.items()} for row in rows
    ]


def _recorded(name: str, record: Path | None) -> Writer:
    """A writer by its name; one that is slow or unseeded keeps what it proposed, if it may."""
    writer = find_writer(name)
    kept = writer.fluent or not writer.seeded
    return RecordedWriter(writer, record, name) if record and kept else writer


def _words(cell: Any) -> list[str]:
    words = cell if isinstance(cell, list) else _BETWEEN_WORDS.split(str(cell or ""))
    return [str(word).strip() for word in words if str(word).strip()]
