"""Write the golden files anew."""

from tests.golden import GOLDEN, path, text

for name in GOLDEN:
    path(name).write_text(text(name), encoding="utf-8")
