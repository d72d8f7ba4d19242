"""What the processes of a distributed training must know of each other."""

import os

import torch
import torch.distributed as dist
from jaxtyping import Float
from torch import Tensor


def world_size() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def is_first_process() -> bool:
    """Whether this process is the one that checks, writes and reports.

    `torchrun` and `accelerate launch` number the processes in the environment, so the answer is
    there before anything is set up.
    """
    return os.environ.get("RANK", "0") == "0"


def gather_rows(local: Float[Tensor, "rows ..."]) -> Float[Tensor, "all_rows ..."]:
    """The rows of all processes; gradients flow to the local ones alone.

    A loss over the gathered rows, times the number of processes, has the right gradient once
    the processes' gradients are averaged, as data-parallel training does.

    Args:
        local: Shape `(rows, ...)`, the same in every process.

    Returns:
        Shape `(processes * rows, ...)`, in the order of the processes.
    """
    if world_size() == 1:
        return local
    parts = [torch.empty_like(local) for _ in range(world_size())]
    dist.all_gather(parts, local.detach().contiguous())
    parts[dist.get_rank()] = local
    return torch.cat(parts)
