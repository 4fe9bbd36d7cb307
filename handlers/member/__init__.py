"""This is the member side of a talk: one subject a module, with what they share beside them."""
