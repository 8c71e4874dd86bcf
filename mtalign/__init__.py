"""Machine translation a person can check: translate, align, flag, score, and show it side by side.

The names below load their machinery when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtalign.alignment import align_texts as align
    from mtalign.pipeline import Settings, check, translate
    from mtalign.records import Report
    from mtalign.report import render_html
    from mtalign.scoring import score

__version__ = "0.1.0"
__all__ = ["Report", "Settings", "__version__", "align", "check", "render_html", "score", "translate"]

_HOMES = {
    "Report": ("mtalign.records", "Report"),
    "Settings": ("mtalign.pipeline", "Settings"),
    "align": ("mtalign.alignment", "align_texts"),
    "check": ("mtalign.pipeline", "check"),
    "render_html": ("mtalign.report", "render_html"),
    "score": ("mtalign.scoring", "score"),
    "translate": ("mtalign.pipeline", "translate"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
