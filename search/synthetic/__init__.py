"""Invented programmes in any number, the same ones for the same seed: for benchmarks and trials."""

from search.synthetic.records import Terms, synthetic_record, synthetic_records

__all__ = ["Terms", "synthetic_record", "synthetic_records"]
