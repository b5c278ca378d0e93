"""A run's results for people and for other programs: a page, Markdown, JUnit XML."""
