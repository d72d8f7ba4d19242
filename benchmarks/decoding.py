"""Greedy decoding straight from codes, beside transformers' generate on the same codes.

    python benchmarks/decoding.py [--quick]

In float32, in which both write the same tokens.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import torch
from everyday import masked_texts
from timing import paired
from torch import Tensor
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.decoding import write

_BATCHES = (1, 8, 64)
_SIDE = 2048
_KINDS = {
    "matrix products": ("aten::mm", "aten::addmm", "aten::bmm"),
    "attention": ("aten::_scaled_dot_product",),
    "choosing": ("aten::argmax", "aten::topk"),
}


def measure(*, quick: bool = False) -> dict[str, object]:
    """Pairs at each batch size, and where the time of the largest goes.

    Raises:
        RuntimeError: The two wrote other tokens.
    """
    autoencoder = TextAutoencoder.from_pretrained()
    latents = autoencoder.encode(masked_texts()[: max(_BATCHES)])
    with torch.inference_mode():
        return {
            "best GFLOP/s": best_rate(),
            "batches": {
                str(size): _pairs(autoencoder, latents, size, rounds=3 if quick else 15)
                for size in _BATCHES
            },
            "time": _time_of(lambda: ours(autoencoder, latents)),
        }


def best_rate() -> float:
    """GFLOP/s of the best of some products of square matrices, in float32."""
    left = torch.randn(_SIDE, _SIDE)
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        left @ left
        seconds.append(time.perf_counter() - started)
    return 2e-9 * _SIDE**3 / min(seconds)


def ours(autoencoder: TextAutoencoder, latents: Tensor) -> list[list[int]]:
    """As `TextAutoencoder.decode` writes."""
    limit = autoencoder.max_tokens + 1
    chances = torch.zeros(1, len(latents), limit)
    return write(
        autoencoder.network,
        latents,
        limits=[limit] * len(latents),
        temperatures=[0.0],
        chances=chances,
    )


def generate(autoencoder: TextAutoencoder, latents: Tensor) -> list[list[int]]:
    """As transformers writes."""
    limit = autoencoder.max_tokens + 1
    rows = autoencoder.model.generate(latents=latents, max_new_tokens=limit).tolist()
    end = autoencoder.network.end
    return [row[1 : row.index(end)] if end in row else row[1:] for row in rows]


def _pairs(
    autoencoder: TextAutoencoder, latents: Tensor, size: int, *, rounds: int
) -> dict[str, float]:
    starts = range(0, len(latents), size)
    parts = [latents[start : start + size] for start in starts][:rounds]
    if any(ours(autoencoder, part) != generate(autoencoder, part) for part in parts):
        raise RuntimeError(f"batches of {size}: expected the tokens of generate, got others")

    def taking_turns(write: Callable[[TextAutoencoder, Tensor], object]) -> Callable[[], object]:
        left = (part for _ in range(rounds + 1) for part in parts)
        return lambda: write(autoencoder, next(left))

    found = paired(taking_turns(generate), taking_turns(ours), rounds=rounds)
    with FlopCounterMode(display=False) as counter:
        for part in parts:
            ours(autoencoder, part)
    return {**asdict(found), "GFLOP": counter.get_total_flops() / len(parts) * 1e-9}


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
    lines = [
        "Everyday tweets decoded greedily in float32, the same tokens.",
        "",
        "| batch | generate, s | ours, s | generate / ours | quartiles | of the best product |",
        "|---|---|---|---|---|---|",
    ]
    for size, each in result["batches"].items():
        share = each["GFLOP"] / each["other"] / best
        lines.append(
            f"| {size} | {each['one']:.3f} | {each['other']:.3f} | **{each['ratio']:.2f}x** "
            f"| {each['low']:.2f} to {each['high']:.2f} | {share:.0%} of {best:.0f} GFLOP/s |"
        )
    shares = ", ".join(f"{kind} {share:.0%}" for kind, share in result["time"].items())
    return "\n".join([*lines, "", f"Where the time of a batch of {max(_BATCHES)} goes: {shares}."])


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
