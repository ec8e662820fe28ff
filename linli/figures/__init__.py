"""Reading figures: in which places, in which period, for whom. Nothing is written here."""
