"""Cases as plain values, lists and files, as far as the reader may."""
