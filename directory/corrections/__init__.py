"""Keeping entries true: reminders, providers' answers, readers' suggestions, our accuracy."""
