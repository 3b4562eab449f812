"""What others changed in an entry and handed in: looked at, approved or sent back."""
