"""`python -m parkeval_xl`."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="parkeval-xl")
