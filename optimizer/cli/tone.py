"""`optimize tone`: texts in another tone."""

import typer

from tweetopt.optimizer.cli import tone_apply, tone_learn

app = typer.Typer(help="Learn a tone, and write texts in it.", rich_markup_mode=None)
app.command("learn")(tone_learn.learn)
app.command("apply")(tone_apply.apply)
