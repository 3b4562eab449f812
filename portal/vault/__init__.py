"""Encryption of referral content: content keys, wraps, the key ring and erasure."""
