"""Papers: Word and print from data, numbered per street, with a hash of what was printed."""
