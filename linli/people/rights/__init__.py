"""What people may ask of their own data: read it, take it away, have it erased."""
