"""One file per step: typed value in, frozen value out, dependencies by keyword."""
