"""The workspace folder: originals by content, one row per document, the compact report of each.

The store is the checkpoint of every run: a document's row says what is left to do.
"""
