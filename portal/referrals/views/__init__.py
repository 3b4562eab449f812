"""The portal's pages: the inbox, an open referral, and the partner's door."""
