"""The Windows side of the tests: a Windows Python and the programs beside it, under Wine."""
