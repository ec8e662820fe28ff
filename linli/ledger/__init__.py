"""The ledger: what was done, chained, receipted and closed into daily roots."""
