"""What the components inside LibreOffice share. Its Python has none of the project's packages and
may be as old as 3.8: standard library and UNO only. LibreOffice puts the folder `pythonpath` beside
a component on the search path."""
