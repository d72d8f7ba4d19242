"""The commands and what they share: one line for bad input, and a default command."""

import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tweetopt.optimizer.cli import (
    account,
    batch,
    compare,
    data,
    evaluate,
    explain,
    info,
    interpolate,
    predict,
    run,
    sample,
    tone,
    train,
    ui,
    writers,
)

_HELP = "Rewrites a tweet so that it gets more likes, in your own words."
_EPILOG = """Without a command, a text is rewritten: optimize "my tweet" --target-likes 500.
Its options: optimize run --help."""
_START = """Rewrite a tweet:          optimize "Just finished my first 10k run this morning"
as one of yours:          optimize "..." --usual-likes 40     (what your posts usually get)
for at least 60 likes:    optimize "..." --usual-likes 40 --target-likes 60
Why, and what helps:      optimize explain --text "..."
Which of two drafts:      optimize compare "..." "..."
All of it as a page:      optimize ui
All commands:             optimize --help"""


# How Typer words a wrong choice; for one choice, some versions say "is not 'a'".
_WRONG_CHOICE = re.compile(
    r"Invalid value for '([^']+)'.*?: (?:Value error, )?(.+) is not (?:one of )?('.+')\."
)


def _is_text(argument: str) -> bool:
    """Whether an argument is a text: it has white space, and not in the value of an option."""
    option = argument.startswith("--") and "=" in argument.split()[0]
    return not argument or (not option and any(map(str.isspace, argument)))


class DefaultGroup(TyperGroup):
    """A group whose options alone, or a bare text, mean its `run` command; a text has white space.

    A callback with optional arguments would accept, and ignore, an option before a command.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` in front of a text, and of leading options that aren't the group's own.

        Raises:
            ValueError: It's neither, and no command.
        """
        own = {"--help", "--version", "--install-completion", "--show-completion"}
        completing = ctx.resilient_parsing  # a shell asks what may come next
        if not args and not completing:
            print(_START)
            ctx.exit()
        first = args[0] if args else "--help"
        if _is_text(first):
            args = ["run", f"--text={first}", *args[1:]]  # it may begin with a dash
        elif first.startswith("-") and first not in own:
            args = ["run", *args]
        elif not (completing or first.startswith("-") or first in self.commands):
            near = get_close_matches(first, self.commands, n=1)
            raise ValueError(
                f"no command {first!r}{f'; did you mean {near[0]}?' if near else '.'} "
                f'A text goes in quotes, or: optimize --text "{first}"'
            )
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What may stand here: commands, and the options that mean `run`."""
        found: list[Any] = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            command = self.commands["run"]
            options = command.shell_complete(self.context_class(command, parent=ctx), incomplete)
            known = {each.value for each in found}
            found += [each for each in options if each.value not in known]
        return found


app = typer.Typer(
    cls=DefaultGroup,
    epilog=_EPILOG,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("tweetopt"))
        raise typer.Exit


@app.callback(help=_HELP)
def _group(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say which this is."
        ),
    ] = False,
) -> None: ...


app.command("run")(run.run)
app.command("predict")(predict.predict)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("batch")(batch.batch)
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(data.app, name="data")
app.add_typer(account.app, name="account")
app.command("interpolate")(interpolate.interpolate)
app.command("sample")(sample.sample)
app.add_typer(tone.app, name="tone")
app.command("writers")(writers.writers)
app.command("ui")(ui.ui)
app.command("info")(info.info)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; bad input ends in one line on stderr and exit code 2."""
    from tweetopt.optimizer.cli.terminal import never_fail_to_write, say_what_was_lost

    given = sys.argv[1:] if arguments is None else list(arguments)
    never_fail_to_write()
    _be_modest(given)
    try:
        code = app(given, standalone_mode=False)
    except (ValueError, OSError) as error:
        _fail(str(error), error)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        # Typer's own errors about options; it doesn't export their class.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        _fail(_in_our_words(message()), error)
    finally:
        say_what_was_lost()
    sys.exit(code if isinstance(code, int) else 0)


def _be_modest(arguments: Sequence[str]) -> None:
    """Let torch's threads sleep while they wait; trainings have a machine to themselves.

    They spin else, and where another program has a core, all wait for the one that doesn't get it:
    a rewrite took 5 to 30 seconds in place of 4 to 5. Read once, when torch is imported.
    """
    if "train" not in arguments[:1]:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _in_our_words(message: str) -> str:
    """Typer's message about an option; of a wrong choice as our own of wrong values are."""
    found = _WRONG_CHOICE.fullmatch(message)
    if found is None:
        return message
    choices = found[3].replace("'", "")
    return f"{found[1]}: expected {'one of ' * (',' in choices)}{choices}, got {found[2]}"


def _fail(message: str, error: Exception) -> None:
    if os.environ.get("TWEETOPT_DEBUG"):
        raise error
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)
