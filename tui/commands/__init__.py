"""The commands beside the tutor itself, one file for each thing that somebody comes to do.

Data goes to stdout, narration to stderr. Nothing here imports Textual before a command needs it.
"""
