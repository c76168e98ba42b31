"""The sizes of a window that count."""

LEAST_COLUMNS, LEAST_ROWS = 60, 18
"""Below this the tutor only says that it needs more."""

MEANT_COLUMNS, MEANT_ROWS = 80, 24
"""What every page is made to fit."""
