"""Dialogs: they collect values and do no work."""
