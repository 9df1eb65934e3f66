"""There are no doctests here."""

DocTestSuite = None
