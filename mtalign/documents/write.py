"""Writing results so that a file is whole or untouched."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from mtalign.errors import OutputError


class Output:
    """A file to be written in one go when the run has succeeded.

    Entering makes a temporary file beside the target, so that a folder that cannot be written to is known before
    any work is done. `write` fills it and moves it into place; leaving without `write` removes it.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self._temporary: str | None = None

    def __enter__(self) -> Output:
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder: name a file to write")
        if self.path.exists() and not self.path.is_file():
            # A device or a pipe (/dev/stdout, /dev/full): there is nothing to move into place.
            return self
        # A link is followed, so that the file behind it is replaced, not the link.
        self.path = self.path.resolve()
        if self.path.exists() and not os.access(self.path, os.W_OK):
            raise OutputError(f"cannot write {self.path} (it is read-only)")
        try:
            handle, self._temporary = tempfile.mkstemp(prefix=f".{self.path.name[:100]}.", suffix=".part", dir=self.path.parent)
            os.close(handle)
        except OSError as error:
            raise OutputError(f"cannot write {self.path} ({error.strerror})") from None
        return self

    def write(self, content: str) -> None:
        """Put `content`, as UTF-8, in the place of whatever the file held. Raises OutputError; then nothing changed."""
        data = content.encode("utf-8", "replace")
        try:
            if self._temporary is None:
                self.path.write_bytes(data)
                return
            with open(self._temporary, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(self._temporary, self._mode())
            os.replace(self._temporary, self.path)
            self._temporary = None
        except OSError as error:
            raise OutputError(f"cannot write {self.path} ({error.strerror}): nothing was changed") from None

    def _mode(self) -> int:
        if self.path.exists():
            return self.path.stat().st_mode & 0o777
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._temporary)


def check_distinct(inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Raise OutputError when an output would overwrite an input or another output."""
    seen = {os.path.realpath(path): "an input" for path in inputs if path != "-"}
    for path in outputs:
        real = os.path.realpath(path)
        if real in seen:
            raise OutputError(f"{path} is {seen[real]} too: name another file to write")
        seen[real] = "an output"
