"""The client in async Python. `_sync` is made of this folder by `make docs`; edit only here."""
