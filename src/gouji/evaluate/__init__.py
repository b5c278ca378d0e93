"""Evaluation: gold reports, messy copies of them, scores. Independent of readers and converters."""
