"""Intents and replies for tests of the ledger."""

from gouji.store.ledger import Counted, Intent

DOCUMENT = "d" * 64
PRICES = {"input_price": "2", "output_price": "8", "cached_price": "0.5", "currency": "CNY"}
COUNTED = Counted(1000, 100, 200)


def intent(number=1, **changes):
    """An intent whose key ends in ``number``."""
    values = {
        "key": f"{number:064x}",
        "question": f"{number + 1000:064x}",
        "document": DOCUMENT,
        "prompt": "requests_parts",
        "version": "1",
        "model": "m",
        "attempt": 0,
        "messages": '[["user", "问"]]',
        "input_estimate": 900,
        "output_limit": 400,
    }
    return Intent(**{**values, **changes})


def answer(ledger, asked, raw="{}", counted=COUNTED):
    """Ask and answer at once; gives the call's number."""
    call = ledger.intend(asked)
    ledger.keep(call, raw, counted, 0.5)
    return call
