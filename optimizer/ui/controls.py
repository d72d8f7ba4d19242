"""Controls that several tabs have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import gradio as gr

from tweetopt.optimizer.goals import Relation
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.ui.past_posts import usual_info, usual_text
from tweetopt.optimizer.ui.workbench import Bench

RELATIONS = (
    ("At least", Relation.AT_LEAST.value),
    ("About", Relation.EQUAL.value),
    ("At most", Relation.AT_MOST.value),
)


@dataclass(frozen=True)
class Wanted:
    """Your usual, and how many are wanted."""

    usual: gr.Textbox
    target: gr.Textbox


def add_wanted(bench: Bench, prefix: str = "") -> Wanted:
    """Build the two numbers that stand above the button."""
    unit = bench.predictor.info.unit
    with gr.Row(elem_classes="pair"):
        usual = gr.Textbox(
            label=f"Your usual {unit}",
            value=usual_text(bench),
            info=usual_info(bench),
            placeholder="unknown",
            min_width=120,
            elem_id=f"{prefix}median",
        )
        target = gr.Textbox(
            "",
            label=f"{unit.capitalize()} wanted",
            info="At least so many.",
            placeholder="the most",
            min_width=120,
            elem_id=f"{prefix}target",
        )
    return Wanted(usual, target)


@dataclass(frozen=True)
class Options:
    """What stands under "Options", in the order in which `settings` and others take it."""

    relation: gr.Radio
    keep: gr.Textbox
    effort: gr.Radio
    bold: gr.Checkbox

    @property
    def components(self) -> Sequence[gr.components.Component]:
        """All of them, in order."""
        return self.relation, self.keep, self.effort, self.bold


def add_options(prefix: str = "", *, relations: Sequence[tuple[str, str]] = RELATIONS) -> Options:
    """Build them, inside of a fold."""
    relation = gr.Radio(
        list(relations),
        value=relations[0][1],
        label="The number wanted is meant as",
        elem_id=f"{prefix}relation",
        elem_classes="segments",
    )
    keep = gr.Textbox(
        "",
        label="Words to keep",
        info="Commas between them. Links, mentions, hashtags and numbers stay anyway.",
        elem_id=f"{prefix}keep",
    )
    effort = gr.Radio(
        [(each.capitalize(), each.value) for each in Effort],
        value=Effort.NORMAL.value,
        label="Effort",
        info="How far and how often is searched. Draft is the quickest.",
        elem_id=f"{prefix}effort",
        elem_classes="segments",
    )
    bold = gr.Checkbox(label="Bold: may say something new", elem_id=f"{prefix}bold")
    return Options(relation, keep, effort, bold)


def chosen_settings(bench: Bench, effort: str, *, bold: bool) -> Settings:
    """The settings of the command, with what was chosen."""
    may = [Permission.NEW_WORDS] if bold else []
    return replace(bench.settings, effort=Effort(effort), may=may)


def words_of(keep: str) -> list[str]:
    """The words to keep, as typed."""
    return [word.strip() for word in keep.split(",") if word.strip()]
