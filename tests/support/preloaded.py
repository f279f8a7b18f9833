"""Imported once by the process that `forked` forks from: all that takes long and reads no
environment.
"""

import gc

import rich.console
import typer

import api.main
import shared.local.analyst
import worker.main

__all__ = ["api", "rich", "shared", "typer", "worker"]

# Pages of objects that the collector never touches stay shared.
gc.collect()
gc.freeze()
