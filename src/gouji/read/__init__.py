"""Readers: from a document to a reading, each blind to the others."""
