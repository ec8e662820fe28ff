"""How fast Linli is beside hand-written SQL: the same rows, the same server, the same answers, alternating."""
