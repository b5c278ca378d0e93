"""Scans and photographs of printed reports: pages printed in a typeface, then made worse as scanners do it."""
