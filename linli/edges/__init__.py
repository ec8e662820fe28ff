"""What stands at the edge: each outside service as a protocol, a real adapter and one that keeps to itself."""
