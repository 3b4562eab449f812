"""The directory as rows of text: one table of columns, and the file formats that carry them."""
