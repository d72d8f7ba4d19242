"""Steps and curves between codes."""

import torch

from tweetopt.vae.geometry import interpolate, random_step


def test_paths_and_steps_have_the_lengths_they_promise():
    generator = torch.Generator().manual_seed(0)
    start, end = (torch.randn(4, 64, generator=generator) for _ in "ab")
    for path in ("lerp", "slerp"):
        torch.testing.assert_close(interpolate(start, end, fraction=0.0, curve=path), start)
        torch.testing.assert_close(interpolate(start, end, fraction=1.0, curve=path), end)
    norms = interpolate(start, end, fraction=0.5).norm(dim=1)
    assert torch.allclose(norms, (start.norm(dim=1) + end.norm(dim=1)) / 2, rtol=0.05)
    assert torch.isfinite(interpolate(start, start, fraction=0.5)).all()
    moved = random_step(start, size=0.5, generator=generator)
    torch.testing.assert_close((moved - start).norm(dim=1), torch.full((4,), 0.5 * 8))
