"""How true the directory is kept: review dates, what an entry lacks, broken links, the report."""
