"""Puts the add-in on a machine, says what keeps it from working there, and takes it off again
without a trace.

A machine is a small protocol (`machine`), so that all of it runs against a registry and a file
system of a test.
"""
