"""What the public role's database account may do on PostgreSQL: this table, and nothing else."""

# Published directory content, read only. Everything the public pages show comes from here.
READABLE = (
    "directory_",
    "search_",
    "wagtailcore_page",
    "wagtailcore_site",
    "wagtailcore_locale",
    "wagtailredirects_redirect",
    "wagtailimages_",
    "django_content_type",
    "selfreferral_door",
    "selfreferral_statement",
    "django_migrations",
)
# What a person sends: sealed, inserted, read back with the receipt; never changed or deleted.
INSERTABLE = (
    "vault_contentkey",
    "vault_keywrap",
    "selfreferral_draft",
    "selfreferral_letter",
)
