"""The public open-data API after Open Referral HSDS 3.0: lists, search, paging, conditions."""
