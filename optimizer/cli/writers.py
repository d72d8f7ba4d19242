"""`optimize writers`: who can write, tried with one text."""

import sys
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

_TEXT = "Our new bakery opens on Monday at 8, come and say hello!"


def writers(
    writer: options.Writers = None,
    text: Annotated[str, typer.Option(help="The text to try them with.")] = _TEXT,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    json: options.Json = False,
) -> None:
    """List the writers that are there, and those named, and try each with one text."""
    from tweetopt.optimizer.cli.writing import find_writers
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.goals import Goal, Relation
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.rewriting.pipeline import optimize_texts
    from tweetopt.optimizer.settings import Effort, Settings
    from tweetopt.optimizer.writers.registry import writer_names

    options.quiet_libraries()
    engine = Engine.load(model, predictors=predictor or [])
    (original,) = engine.predict([text], account_medians=[None])
    name = next(iter(engine.predictors))
    request = Request(text, [Goal(name, Relation.AT_LEAST, 10 * original[name].value)])
    settings = Settings(effort=Effort.DRAFT)
    found = []
    for each in dict.fromkeys([*writer_names(), *(writer or [])]):
        try:
            asked = find_writers([each])
            (result,) = optimize_texts([request], engine=engine, settings=settings, writers=asked)
        except (ValueError, OSError) as error:
            found.append({"writer": each, "error": str(error), "rewrite": None})
            continue
        best = result.candidates[0].text if result.candidates else None
        found.append({"writer": each, "error": None, "rewrite": best})
    if json:
        options.print_json(found)
        return
    print(f"{'text':12} {text}")
    for entry in found:
        line = entry["error"] or entry["rewrite"] or "no rewrite of this text"
        print(f"{entry['writer']:12} {line}", file=sys.stderr if entry["error"] else sys.stdout)
