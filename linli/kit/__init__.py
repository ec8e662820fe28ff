"""The ground: ids, canonical text, keys, masks. No model lives here."""
