"""The functions of the project for cells of Calc, with a line in the office's log for each call."""

from parkeval_xl import functions
from parkeval_xl.functions import REGISTRY, last_message

__all__ = ["REGISTRY", "call", "last_message"]
MARK = "called "


def call(name, args):
    print(MARK + name, flush=True)
    return functions.call(name, args)
