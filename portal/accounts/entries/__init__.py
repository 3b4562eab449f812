"""What provider editors see of the CMS: the entries their organisation keeps, and nothing else."""
