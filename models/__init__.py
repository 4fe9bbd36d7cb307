"""This is what the station remembers: rows, collections and the one transaction over them."""
