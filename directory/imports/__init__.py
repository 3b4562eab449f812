"""Importing programmes: read, compared, looked at by a person, applied in small steps, undone."""
