"""What editors see of the finder in the CMS."""
