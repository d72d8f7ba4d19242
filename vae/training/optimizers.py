"""The optimizers that training offers."""

from typing import Literal, get_args

import torch
from torch import nn

OptimizerName = Literal["adamw", "muon"]
OPTIMIZERS: tuple[OptimizerName, ...] = get_args(OptimizerName)


def make_optimizers(
    module: nn.Module, *, name: OptimizerName, learning_rate: float
) -> list[torch.optim.Optimizer]:
    """AdamW over everything, or Muon (Jordan et al. 2024) over the weights of inner layers.

    Muon's steps are scaled to the size of AdamW's, so one learning rate serves both; it leaves
    embeddings, biases and norms to AdamW, as its authors do.
    """
    inner = [
        weight
        for key, weight in module.named_parameters()
        if name == "muon" and weight.ndim == 2 and not _is_embedding(key)
    ]
    known = {id(weight) for weight in inner}
    rest = [weight for weight in module.parameters() if id(weight) not in known]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(rest, lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    ]
    if inner:
        optimizers.append(
            torch.optim.Muon(
                inner, lr=learning_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
            )
        )
    return optimizers


def _is_embedding(key: str) -> bool:
    return any(part in key for part in ("shared", "embed_tokens", "lm_head", "attention_bias"))
