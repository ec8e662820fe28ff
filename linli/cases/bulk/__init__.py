"""Many cases at once, from the tables that an office keeps: sent, looked through, confirmed, taken in row by row."""
