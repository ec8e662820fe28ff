"""Cases: one thing to be handled, who is in it, whose turn it is and until when."""
