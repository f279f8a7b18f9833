"""How people speak of time, one file of data per language."""
