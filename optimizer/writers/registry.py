"""Writers by what users type: a name, the address of a server, or a model of the hub."""

from functools import lru_cache

from tweetopt.datasets.registry import find_registered, registered_names
from tweetopt.optimizer.writers.base import Writer

GROUP = "tweetopt.writers"
_HUB = "hf:"


def writer_names() -> list[str]:
    """The names of all registered writers, sorted."""
    return registered_names(GROUP)


@lru_cache(maxsize=8)
def find_writer(spec: str) -> Writer:
    """A writer by what a user types; the same one for the same words.

    Args:
        spec: `latent`, `words`, or another registered name; the address of a server that speaks
            OpenAI's protocol and one of its models, `http://127.0.0.1:11434/v1#llama3.2`; or
            `hf:` and a model of the hub, or a folder, that transformers can load.

    Raises:
        ValueError: There is no such writer, or it can't be used.
    """
    if spec.startswith(("http://", "https://")):
        from tweetopt.optimizer.writers.server import ServerWriter

        return ServerWriter.at(spec)
    if spec.startswith(_HUB):
        from tweetopt.optimizer.writers.huggingface import HuggingFaceWriter

        return HuggingFaceWriter.load(spec.removeprefix(_HUB))
    writer = find_registered(GROUP, spec, of_type=Writer, what="writer")  # type: ignore[type-abstract]
    if writer is None:
        raise ValueError(
            f"--writer: expected one of {', '.join(writer_names())}, http://HOST/v1#MODEL or "
            f"hf:MODEL, got {spec!r}; check the name, or install the package that brings it"
        )
    return writer
