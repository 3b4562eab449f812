"""The record in the words of Open Referral HSDS 3.0: plain dictionaries made of what was read."""
