"""Who is told what, how, and whether it reached them."""
