"""Learn the judge of French text: `python -m learning.judge`, see `learning.judge.__main__`."""
