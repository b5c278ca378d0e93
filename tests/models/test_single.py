import threading

import pytest

from gouji.models.single import Single


def test_one_key_is_held_by_one_thread_at_a_time():
    single, inside, most, lock = Single(), [0], [0], threading.Lock()

    def work():
        for _ in range(200):
            with single("key"):
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with lock:
                    inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_other_keys_do_not_wait():
    single = Single()
    with single("one"):
        done = threading.Thread(target=lambda: _hold(single, "other"))
        done.start()
        done.join(30)
        assert not done.is_alive()


def test_a_key_is_free_after_an_error_and_nothing_is_kept_of_it():
    single = Single()
    with pytest.raises(ZeroDivisionError), single("key"):
        raise ZeroDivisionError
    _hold(single, "key")
    assert not single._held


def _hold(single, key):
    with single(key):
        pass
