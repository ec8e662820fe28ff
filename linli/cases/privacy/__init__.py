"""People's own words in a case: consents, who looked, erasure, and how long they are kept."""
