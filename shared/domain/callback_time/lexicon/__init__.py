"""The words for time, one file of data per language."""
