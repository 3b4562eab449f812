"""The referral portal; each folder is a room of its own and a Django app."""
