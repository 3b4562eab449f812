"""Programmes and who delivers them: the record, its editing, its public pages, its files."""
