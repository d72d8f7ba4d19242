"""`optimize train`: a model, token ids for one, a predictor on one, evidence beside it."""

import typer

from tweetopt.optimizer.cli import train_evidence, train_predictor, train_tokens, train_vae

app = typer.Typer(help="Train a model, or a predictor on a model.", rich_markup_mode=None)
app.command("vae")(train_vae.train_vae)
app.command("tokens")(train_tokens.write_tokens)
app.command("predictor")(train_predictor.train_predictor)
app.command("evidence")(train_evidence.train_evidence)
