"""The playground beside the course: its links, its goals, and runs of it without a screen."""
