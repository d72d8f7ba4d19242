"""`optimize info`: what is installed and what came with it."""

from tweetopt.optimizer.cli import options


def info(
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    json: options.Json = False,
) -> None:
    """Say which versions, model and predictors are in use."""
    import platform
    from importlib.metadata import version

    from tweetopt.optimizer.engine import Engine

    options.quiet_libraries()
    engine = Engine.load(model, predictors=predictor or [])
    autoencoder = engine.autoencoder
    facts = {
        "tweetopt": version("tweetopt"),
        "python": platform.python_version(),
        "torch": version("torch"),
        "transformers": version("transformers"),
        "model": str(autoencoder.folder),
        "texts": engine.kind.name,
        "parameters": autoencoder.network.parameters,
        "latent_dim": autoencoder.latent_dim,
        "max_tokens": autoencoder.max_tokens,
        "latent_space": autoencoder.fingerprint,
        "predictors": ", ".join(
            f"{predictor.info.name} ({predictor.info.unit})"
            for predictor in engine.predictors.values()
        ),
    }
    if json:
        options.print_json(facts)
        return
    for name, fact in facts.items():
        print(f"{name:13} {fact:,}" if isinstance(fact, int) else f"{name:13} {fact}")
