"""How text begins that a spreadsheet would calculate."""

from typing import Final

# The signs that begin a formula, also in the width of East Asian scripts.
FORMULA_SIGNS: Final = "=+-@\uff1d\uff0b\uff0d\uff20"
# What spreadsheets skip in front of one.
SKIPPED: Final = "\t\r\n"
