"""Plain SQL files, forward only, applied in name order by `aftercall migrate`."""
