"""The client in sync Python. Written by `make docs` from `_async`; do not edit."""
