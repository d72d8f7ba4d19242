"""The page's colours and shapes, light and dark; fonts are the system's own."""

import gradio as gr

_ACCENT = gr.themes.Color(
    "#fff1f4", "#ffe1e8", "#ffc8d5", "#ff9db4", "#fb668a", "#e8335f", "#cf1f4c", "#ae173f",
    "#911839", "#7c1835", "#450719",
)  # fmt: skip
_INK = gr.themes.Color(
    "#f7f8fa", "#eef0f3", "#dfe3e8", "#c6ccd5", "#949dab", "#69727f", "#4d5561", "#3a414b",
    "#262b33", "#191d23", "#101317",
)  # fmt: skip


def make_theme() -> gr.themes.Base:
    """The theme."""
    theme = gr.themes.Base(
        primary_hue=_ACCENT,
        secondary_hue=_ACCENT,
        neutral_hue=_INK,
        radius_size=gr.themes.sizes.radius_lg,
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_shadow="none",
        block_padding="0px",
        block_title_text_weight="600",
        block_title_text_size="*text_sm",
        block_info_text_size="*text_xs",
        input_background_fill="white",
        input_background_fill_dark="*neutral_950",
        input_border_width="1px",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_500",
        input_border_color_focus_dark="*primary_500",
        input_shadow_focus="0 0 0 3px color-mix(in srgb, var(--primary-500) 20%, transparent)",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        slider_color="*primary_600",
        slider_color_dark="*primary_500",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
    )
