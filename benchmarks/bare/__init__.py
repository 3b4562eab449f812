"""What the finder is measured against: a Wagtail page and a Django view that do nothing."""
