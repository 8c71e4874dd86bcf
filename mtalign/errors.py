"""What can go wrong, in words a user can act on.

The library raises these; only `mtalign.cli` turns them into a line on stderr and an exit code.
"""


class MtalignError(Exception):
    """Base of every error the library raises on purpose. Its text is one line that says what to do."""


class InputError(MtalignError):
    """A text cannot be read: missing, unreadable, binary, or not in the encoding it was said to be in."""


class OutputError(MtalignError):
    """A result cannot be written. What stood there before is untouched."""


class ModelError(MtalignError):
    """A model is missing, damaged, of another architecture, or has its weights only as a pickle that was refused."""


class NetworkError(MtalignError):
    """A model would have to be fetched, and the network is forbidden or out of reach."""


class AlignmentError(MtalignError, ValueError):
    """Beads do not cover both sides once and in order, or two sides that must match do not."""


class ScoreError(MtalignError, ValueError):
    """Hypotheses and references cannot be scored against each other."""
