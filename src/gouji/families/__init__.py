"""Families of reports; outside packages add theirs through the entry point ``gouji.families``."""
