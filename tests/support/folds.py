"""The page's folds in a browser."""

from typing import Any


def unfold(page: Any, fold: str) -> None:
    """Open what is folded; a click that a busy page loses is made again."""
    button = page.locator(f"{fold} button.label-wrap").first
    while "open" not in (button.get_attribute("class") or ""):
        button.click()
        page.wait_for_timeout(200)
