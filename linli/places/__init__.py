"""Places: regions by their statistical code, and the grids laid over communities."""
