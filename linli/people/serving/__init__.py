"""Who serves: posts, who holds them and who stands in, and the organisations beside them."""
