"""HSDS JSON: the directory as one document of Open Referral HSDS 3.0, and services of others."""

from directory.exchange.formats.hsds.format import HsdsFormat

__all__ = ["HsdsFormat"]
