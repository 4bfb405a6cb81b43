"""Whole conversations, judged by program."""
