"""Spreadsheet engines that share no code with us recalculate our workbooks; README.md says what
they do not."""
