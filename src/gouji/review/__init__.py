"""What people decide about a report, beside what the machine read. No I/O here.

``revision`` holds the append-only rows, ``standing`` what follows from them for a report as it stands,
``decisions`` drafts new rows, ``stating`` reads what a person types, ``burden`` orders the queue.
``store.revisions`` keeps the rows.
"""
