"""Renderers: gold reports as messy files. They know the form, never the reader or the converters."""
