"""How the record is edited in Wagtail's admin: panels, forms, copying."""
