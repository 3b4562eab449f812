"""The sample directory: data files in TOML, and the loader that reads them."""
