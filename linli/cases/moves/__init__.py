"""Cases that change hands: a post, an organisation or a community ends, or the case goes on in another street."""
