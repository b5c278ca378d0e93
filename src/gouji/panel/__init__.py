"""Reports held against each other: neighbouring years, copies, regions and their units. No I/O here.

What is found here concerns two documents or more, so it stands apart from any single report: it never
changes a report's status or its findings. A person's values count before the machine's.
"""
