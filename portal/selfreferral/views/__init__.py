"""The public door's pages: referring oneself, and coming back with a receipt."""
