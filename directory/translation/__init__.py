"""Translating a programme: what is to be translated, how far it is, and writing it down."""
