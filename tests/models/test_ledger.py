from gouji.models.call import Usage
from gouji.models.ledger import Ledger, MemoryLedger
from questions import question


def test_a_reply_is_found_by_its_key_only_once_it_is_kept():
    ledger: Ledger = MemoryLedger()
    intent = ledger.intend("key", question(), "doc", "m")
    assert ledger.find("key") is None
    ledger.keep(intent, "{}", Usage(3, 2), 0.5)
    assert ledger.find("key") == "{}"
    assert ledger.find("other") is None


def test_an_attempt_that_brought_nothing_leaves_its_reason_and_no_reply():
    ledger = MemoryLedger()
    first = ledger.intend("key", question(), "doc", "m")
    second = ledger.intend("key", question(), "doc", "m")
    ledger.drop(first, "lost", "ReadTimeout")
    assert ledger.find("key") is None
    ledger.keep(second, "{}", Usage(), 0.1)
    assert [(one.state, one.note) for one in ledger.attempts] == [("lost", "ReadTimeout"), ("kept", "")]
