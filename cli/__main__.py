"""`python -m cli`, for where the console script is not installed."""

from cli.main import main

main()
