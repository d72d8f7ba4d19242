"""Controls that several tabs have."""

import gradio as gr

from tweetopt.optimizer.settings import Effort


def effort_radio(*, elem_id: str) -> gr.Radio:
    """The choice of how hard to search."""
    return gr.Radio(
        [(each.capitalize(), each.value) for each in Effort],
        value=Effort.NORMAL.value,
        label="Effort",
        min_width=200,
        elem_id=elem_id,
        elem_classes="segments",
    )
