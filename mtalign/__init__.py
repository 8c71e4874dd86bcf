"""Machine translation a person can check: translate, align, flag, score, and show it side by side.

The names below load their machinery when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mtalign.version import __version__

if TYPE_CHECKING:
    from mtalign.alignment import align_texts as align
    from mtalign.pipeline import Settings, check, translate
    from mtalign.records import Report
    from mtalign.report import render_html
    from mtalign.scoring import score
    from mtalign.translation import Decoding

__all__ = ["Decoding", "Report", "Settings", "__version__", "align", "check", "render_html", "score", "translate"]

_HOMES = {
    "Decoding": ("mtalign.translation", "Decoding"),
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
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
