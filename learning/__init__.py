"""Programs that learn what the package ships: `python -m learning.NAME`, each with `--help`. None is part of the wheel."""
