"""Operations both editions write as native formulas: 采用, arithmetic, units, look-ups, judgements in words."""

from .arithmetic import BALANCE, DIFFERENCE, DRY_MASS, ONE, PRODUCT, RATIO
from .lookups import AMOUNT, BASES, FIND_NUMBER, FIND_TEXT
from .units import ACTIVITY_UNIT, DIRECT, TONNES
from .used import DEMANDED, FIRST_OF, NO, OPTIONAL, SAME, SAME_TEXT, USED, USED_IN_ROW, USED_REQUIRED
from .words import CONCLUSION, HEADLINE, IMPORT_KEY, IN_BAND, JOINED_VERDICT, LEDGER_KEY, MEETS

__all__ = [
    "ACTIVITY_UNIT", "AMOUNT", "BALANCE", "BASES", "CONCLUSION", "DEMANDED", "DIFFERENCE", "DIRECT", "DRY_MASS",
    "FIND_NUMBER", "FIND_TEXT", "FIRST_OF", "HEADLINE", "IMPORT_KEY", "IN_BAND", "JOINED_VERDICT", "LEDGER_KEY",
    "MEETS", "NO", "ONE", "OPTIONAL", "PRODUCT", "RATIO", "SAME", "SAME_TEXT", "TONNES", "USED", "USED_IN_ROW",
    "USED_REQUIRED",
]
