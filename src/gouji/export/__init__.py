"""Reports on their way out: exact JSON, JSON lines, CSV."""
