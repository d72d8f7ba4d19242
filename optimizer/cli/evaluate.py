"""`optimize evaluate ...`: figures on texts that training never saw."""

import typer

from tweetopt.optimizer.cli import (
    evaluate_comparison,
    evaluate_optimizer,
    evaluate_predictor,
    evaluate_vae,
)

app = typer.Typer(help="Measure a model, a predictor or the search.", rich_markup_mode=None)
app.command("vae")(evaluate_vae.evaluate_vae)
app.command("predictor")(evaluate_predictor.evaluate_predictor)
app.command("optimizer")(evaluate_optimizer.evaluate_optimizer)
app.command("comparison")(evaluate_comparison.evaluate_comparison)
