"""The whole way of a wish, played by people in browsers on a town of its own."""
