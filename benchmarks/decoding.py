"""Greedy decoding straight from codes, beside transformers' generate on the same codes.

    python benchmarks/decoding.py [--quick]

In float32, in which both write the same tokens, and as the program does it.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict
from operator import eq
from typing import Any

import torch
from everyday import masked_texts
from timing import best_rate, paired
from torch import Tensor
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.hardware import has_bf16
from tweetopt.vae.inference.decoding import write

_BATCHES = (1, 8, 64)
_KINDS = {
    "matrix products": ("aten::mm", "aten::addmm", "aten::bmm"),
    "attention": ("aten::_scaled_dot_product",),
    "choosing": ("aten::max", "aten::topk"),
}


def measure(*, quick: bool = False) -> dict[str, object]:
    """Pairs at each batch size, and where the time of the largest goes.

    Raises:
        RuntimeError: The two wrote other tokens.
    """
    exact = TextAutoencoder.from_pretrained(bf16=False)
    usual = TextAutoencoder.from_pretrained()
    latents = exact.encode(masked_texts()[: max(_BATCHES)])
    rounds = 3 if quick else 15
    with torch.inference_mode():
        return {
            "bf16": has_bf16(torch.device("cpu")),
            "best GFLOP/s": best_rate(torch.float32),
            "batches": {
                str(size): {
                    "float32": _pairs(exact, exact, latents, size, rounds=rounds),
                    "usual": _pairs(usual, exact, latents, size, rounds=rounds),
                }
                for size in _BATCHES
            },
            "time": _time_of(lambda: ours(usual, latents)),
        }


def ours(autoencoder: TextAutoencoder, latents: Tensor) -> list[list[int]]:
    """As `TextAutoencoder.decode` writes."""
    limit = autoencoder.max_tokens + 1
    chances = torch.zeros(1, len(latents), limit)
    return write(
        autoencoder.network.decoder,
        latents,
        limits=[limit] * len(latents),
        temperatures=[0.0],
        chances=chances,
    )


def generate(autoencoder: TextAutoencoder, latents: Tensor) -> list[list[int]]:
    """As transformers writes."""
    limit = autoencoder.max_tokens + 1
    rows = autoencoder.model.generate(latents=latents, max_new_tokens=limit).tolist()
    end = autoencoder.network.decoder.end
    return [row[1 : row.index(end)] if end in row else row[1:] for row in rows]


def _pairs(
    autoencoder: TextAutoencoder,
    exact: TextAutoencoder,
    latents: Tensor,
    size: int,
    *,
    rounds: int,
) -> dict[str, float]:
    starts = range(0, len(latents), size)
    parts = [latents[start : start + size] for start in starts][:rounds]
    expected = [text for part in parts for text in generate(exact, part)]
    written = [text for part in parts for text in ours(autoencoder, part)]
    same = sum(map(eq, written, expected))
    if autoencoder is exact and same < len(expected):
        raise RuntimeError(f"batches of {size}: expected the tokens of generate, got others")

    def taking_turns(
        write: Callable[[TextAutoencoder, Tensor], object], by: TextAutoencoder
    ) -> Callable[[], object]:
        left = (part for _ in range(rounds + 1) for part in parts)
        return lambda: write(by, next(left))

    found = paired(taking_turns(generate, exact), taking_turns(ours, autoencoder), rounds=rounds)
    with FlopCounterMode(display=False) as counter:
        for part in parts:
            ours(autoencoder, part)
    gflop = counter.get_total_flops() / len(parts) * 1e-9
    return {**asdict(found), "GFLOP": gflop, "same": same, "texts": len(expected)}


def _time_of(work: Callable[[], object]) -> dict[str, float]:
    """Shares of the operators' time, by kind."""
    with profile(activities=[ProfilerActivity.CPU]) as found:
        work()
    events = {event.key: event.self_cpu_time_total for event in found.key_averages()}
    total = sum(events.values())
    shares = {
        kind: sum(time for key, time in events.items() if key.startswith(names)) / total
        for kind, names in _KINDS.items()
    }
    return {**shares, "the rest": 1 - sum(shares.values())}


def table(result: dict[str, Any]) -> str:
    """Both as Markdown."""
    best = result["best GFLOP/s"]
    names = {"float32": "float32", "usual": "as it is used"} if result["bf16"] else {"float32": ""}
    lines = [
        "Everyday tweets decoded greedily; generate in float32."
        + ("" if result["bf16"] else " This processor has no bfloat16."),
        "",
        "| batch | | generate, s | ours, s | generate / ours | quartiles | same texts "
        "| of the best product |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {size} | {names[kind]} | {each['one']:.3f} | {each['other']:.3f} "
        f"| **{each['ratio']:.2f}x** | {each['low']:.2f} to {each['high']:.2f} "
        f"| {each['same']} of {each['texts']} "
        f"| {each['GFLOP'] / each['other'] / best:.0%} of {best:.0f} GFLOP/s |"
        for size, kinds in result["batches"].items()
        for kind, each in kinds.items()
        if kind in names
    ]
    shares = ", ".join(f"{kind} {share:.0%}" for kind, share in result["time"].items())
    return "\n".join([*lines, "", f"Where the time of a batch of {max(_BATCHES)} goes: {shares}."])


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
