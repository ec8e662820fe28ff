"""Office: what a street's system administrator does with accounts, posts and organisations."""
