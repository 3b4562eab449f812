"""How well the finder finds: searches judged by hand, over programmes whose data lie here."""
