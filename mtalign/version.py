"""The version, for whoever must say it without loading the rest."""

__version__ = "0.1.0"
