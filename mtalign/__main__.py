"""`python -m mtalign`."""

from mtalign.cli import main

if __name__ == "__main__":
    main()
