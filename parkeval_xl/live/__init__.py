"""What the buttons do to a workbook that is open: the same in Excel and in Calc, which differ only
in their `LiveBook`."""
