"""Writes the card of a model that make_default_model.sh made, from what was measured of it.

    python examples/model_card.py MODEL HEAD [--from MODEL] [--stage MODEL ...]

MODEL/figures holds vae.json, everyday.json, predictor.json, public.json and search.json as
`optimize evaluate` prints them, and rewrites.jsonl as `optimize batch` writes it. With --stage, it
also gets stages.json: what the model that the first stage went on from had been through, if --from
names it, and each stage.
"""

import argparse
import json
import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import Any

from safetensors import safe_open

from tweetopt.vae.folders import model_folder

_TEMPLATE = Path(__file__).with_suffix(".md")
_STAGES = "figures/stages.json"
_SHOWN = 20
_WRITTEN = {
    "prior": "random codes, likeliest words",
    "prior, drawn": "random codes, drawn at 0.7",
    "midpoints, lerp": "midpoints, straight",
    "midpoints, slerp": "midpoints, on the arc",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write MODEL/README.md."""
    parser = argparse.ArgumentParser(description="Write the card of a model.")
    parser.add_argument("model", type=Path)
    parser.add_argument("head", type=Path)
    parser.add_argument("--from", dest="base", help="the model that was gone on from")
    parser.add_argument("--stage", type=Path, action="append", default=[], help="a stage's model")
    given = parser.parse_args(arguments)
    if given.stage:
        before = _lines(model_folder(given.base)) if given.base else []
        lines = [*before, *map(_stage, given.stage)]
        (given.model / _STAGES).write_text(json.dumps(lines, indent=1) + "\n")
    (given.model / "README.md").write_text(card(given.model, given.head), encoding="utf-8")


def card(model: Path, head: Path) -> str:
    """The card of a model and its head."""
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(facts(model, head))


def facts(model: Path, head: Path) -> dict[str, Any]:
    """All that the template asks for."""
    figures = model / "figures"
    config, card = _json(model / "config.json"), _json(head / "head.json")
    files = [*model.glob("*.safetensors"), *model.glob("*.json"), *head.iterdir()]
    return {
        **config,
        "vocab_size": f"{config['vocab_size']:,}",
        "longest": config["max_tokens"] - 1,
        "parameters": f"{_parameters(model / 'model.safetensors') / 1e6:.1f}",
        "megabytes": f"{sum(file.stat().st_size for file in files) / 1e6:.0f}",
        "training": "; ".join(_lines(model)),
        **_space(_json(figures / "vae.json")),
        "everyday": _everyday(_json(figures / "everyday.json")),
        **_likes(_json(figures / "predictor.json"), _json(figures / "public.json")),
        "head_rows": f"{card['training']['rows']:,}",
        "head_accounts": card["training"]["accounts"],
        "worded_rows": f"{card['training']['worded_rows']:,}",
        "rewrite_share": f"{card['rewrite_share']:.2f}",
        **_search(_json(figures / "search.json")),
        **_examples(figures / "rewrites.jsonl"),
    }


def _lines(model: Path) -> list[str]:
    """What a model has been through, as far as it tells."""
    if not (model / _STAGES).is_file():
        return []
    lines: list[str] = _json(model / _STAGES)
    return lines


def _stage(folder: Path) -> str:
    last = _json(folder / "training.json")["history"][-1]
    return (
        f"{last['minutes']:.0f} minutes ({last['step']:,} steps, "
        f"{last['tokens'] / 1e6:.1f} million tokens)"
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _parameters(path: Path) -> int:
    with safe_open(path, framework="np") as weights:
        shapes = [weights.get_slice(name).get_shape() for name in weights.keys()]  # noqa: SIM118
    return sum(map(math.prod, shapes))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{100 * value:.{digits}f}%"


def _number(value: float | None, shape: str = ".3f") -> str:
    return "-" if value is None else format(value, shape)


def _band(band: dict[str, Any]) -> list[str]:
    """How well texts of some length are rebuilt, a row of a table."""
    return [
        f"{band['tokens'][0]} to {band['tokens'][1]}",
        f"{band['texts']:,}",
        *(f"{band[way][name]:.2f}" for way in ("one_shot", "refined") for name in _FIDELITY),
        f"{band['use']['nll']:.2f}",
        f"{band['use']['nll_shuffled']:.1f}",
    ]


def _space(vae: dict[str, Any]) -> dict[str, Any]:
    """What `evaluate vae` says."""
    smooth, echoes = vae["smoothness"], vae["echoes"]
    bands = list(map(_band, vae["bands"]))
    steps = [
        [
            f"{step['size']:g}",
            *(f"{step[name]:.2f}" for name in ("chrf", "f1", "unchanged")),
            *_fluent(step["fluency"]),
        ]
        for step in smooth["ladder"]
    ]
    written = [
        [_WRITTEN[name], *_fluent(fluency), _percent(fluency["distinct"], 0)]
        for name, fluency in smooth["written"].items()
    ]
    real = ["the real texts", *_fluent(smooth["real"]), _percent(smooth["real"]["distinct"], 0)]
    use = vae["bands"][-1]["use"]
    return {
        "reconstruction": _table(_BANDS, bands),
        "ladder": _table(("step", "chrF", "F1", "unchanged", "perplexity", "unknown words"), steps),
        "written": _table(("codes", "perplexity", "unknown words", "distinct"), [*written, real]),
        "active": use["active_units"],
        "latent_std": f"{vae['latent_std']:.2f}",
        "mmd": f"{vae['mmd']:.4f}",
        "smooth_texts": smooth["texts"],
        "real_perplexity": f"{smooth['real_perplexity']:.0f}",
        "learned_texts": f"{smooth['learned_texts']:,}",
        "samples": f"{echoes['samples']:,}",
        "prior_echoes": _percent(echoes["prior"]),
        "drawn_echoes": _percent(echoes["drawn"]),
        "real_echoes": _percent(echoes["real"]),
        "echo_texts": f"{echoes['learned_texts']:,}",
    }


_FIDELITY = ("f1", "exact", "bleu")
_BANDS = (
    "tokens", "texts", "F1", "exact", "BLEU", "F1 refined", "exact refined", "BLEU refined", "NLL",
    "NLL, other code",
)  # fmt: skip


def _fluent(fluency: dict[str, float]) -> list[str]:
    return [f"{fluency['perplexity_ratio']:.2f}x", _percent(fluency["unknown_words"])]


def _everyday(vae: dict[str, Any]) -> str:
    short = [band for band in vae["bands"][:-1] if band["tokens"][1] <= 32]
    texts = sum(band["texts"] for band in short)

    def mean(way: str, name: str) -> float:
        total: float = sum(band["texts"] * band[way][name] for band in short)
        return float(total / texts)

    shown = [
        f"F1 {mean(way, 'f1'):.2f}, exact {mean(way, 'exact'):.2f}"
        for way in ("one_shot", "refined")
    ]
    return f"{texts} texts, {shown[0]}; refined {shown[1]}"


def _likes(congress: dict[str, Any], public: dict[str, Any]) -> dict[str, Any]:
    """What `evaluate predictor` says."""
    names = ("spearman", "wording_spearman", "wording_r2", "pairs", "pairs_2x", "mean_error")
    rows = [
        [title, *(_number(scores[name]) for name in names)]
        for title, scores in (
            ("head", congress["head"]),
            ("head, account unknown", congress["unknown"]),
            ("account median alone", congress["baseline"]),
            ("words (TF-IDF ridge)", congress["words"]),
            ("head, public figures", public["head"]),
            ("account median alone, public figures", public["baseline"]),
        )
    ]
    titles = (
        "", "Spearman", "wording: Spearman", "wording: R2", "pairs right", "2x pairs right",
        "mean error",
    )  # fmt: skip
    whole, *sizes = congress["intervals"]
    error = _number(whole["unknown_error"], ".1%")
    return {
        "predictor": _table(titles, rows),
        "coverage": _percent(whole["known"]),
        "coverage_sizes": ", ".join(_percent(each["known"]) for each in sizes),
        "coverage_unknown": f"{_percent(whole['unknown'])} ± {error}",
        "coverage_public": _percent(public["intervals"][0]["known"]),
    }


def _search(report: dict[str, Any]) -> dict[str, Any]:
    """What `evaluate optimizer` says of the two searches themselves."""
    searches = ("search", "bold search")
    own = [scores for scores in report["scores"] if scores["method"] in searches]
    judges = list(own[0]["judged"])
    rows = [
        [
            f"{scores['factor']:g}x",
            scores["method"],
            _percent(scores["rewritten"], 0),
            f"{scores['predicted_ratio']:.2f}x",
            *(
                f"{_percent(judged['right'], 0)}, {judged['ratio']:.2f}x, {judged['error']:.2f}"
                for judged in (scores["judged"][judge] for judge in judges)
            ),
            f"{scores['similarity']:.2f}",
            f"{scores['fluency']:+.2f}",
            _percent(scores["kept"], 0),
        ]
        for scores in own
    ]
    titles = (
        "goal", "method", "rewritten", "predicted",
        *(f"{judge}: right, ratio, error" for judge in judges), "chrF", "fluency", "kept",
    )  # fmt: skip
    return {
        "search": _table(titles, rows),
        "search_texts": own[0]["texts"],
    }


def _examples(path: Path) -> dict[str, Any]:
    """Rewrites drawn at random, unedited."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rewritten = [row for row in rows if row["optimized_text"] not in (None, "", row["text"])]
    shown = random.Random(0).sample(rewritten, min(_SHOWN, len(rewritten)))
    cells = [[_cell(row["text"]), _cell(row["optimized_text"])] for row in shown]
    return {
        "examples": _table(("text", "rewrite"), cells),
        "rewritten": len(rewritten),
        "everyday_texts": len(rows),
    }


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


if __name__ == "__main__":
    main()
