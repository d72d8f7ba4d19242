"""Effects in words, as the screen and the HTML file have them."""

from tweetopt.optimizer.accounts.report import Report
from tweetopt.optimizer.accounts.traits import Effect
from tweetopt.optimizer.messages import Verdict


def heading(report: Report) -> str:
    """What the effects are."""
    how = "times as many" if report.ratios else "differences on the predictor's scale"
    return f"What goes with more {report.unit} for you ({how}, with 90% intervals)"


def effect_text(effect: Effect) -> str:
    """An effect in words, for a table's cell; "-" where its verdict says that there is none."""
    if effect.verdict is Verdict.TOO_FEW:
        return "-"
    return f"{effect.ratio:.2f} ({effect.low:.2f} to {effect.high:.2f})"
