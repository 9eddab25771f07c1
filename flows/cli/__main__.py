"""`python -m flows.cli` is `cablelake`."""

from flows.cli import main

if __name__ == "__main__":
    main()
