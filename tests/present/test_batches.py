"""What people are told of batches."""

import pytest

from gouji.models.batch import BatchNotice
from gouji.present.batches import show_outstanding, tell
from gouji.present.console import console
from gouji.store.batches import Handle

HANDLE = Handle(
    "tag", "submitted", "https://h.example/v1", "qwen", 35, batch="batch_7", created="2026-01-31T08:00:00"
)
OVER = Handle("tag", "submitted", "https://h.example/v1", "qwen", 35, batch="batch_7", status="expired")


@pytest.mark.parametrize(
    ("notice", "chinese", "english"),
    [
        (BatchNotice("submitted", HANDLE), "已提交：35 次调用", "handed over: 35 calls"),
        (BatchNotice("waiting", HANDLE, 3, 1), "已完成 3/35，失败 1", "3/35 done, 1 failed"),
        (BatchNotice("elsewhere", HANDLE), "属于模型 qwen", "belongs to qwen"),
        (
            BatchNotice("ended", OVER, ended=(("kept", 30), ("rejected", 5))),
            "已到期，未全部完成：已答复 30，被拒 5",
            "expired before all was done: answered 30, rejected 5",
        ),
    ],
)
def test_each_notice_is_a_sentence_in_both_languages(capsys, notice, chinese, english):
    for language, words in (("zh", chinese), ("en", english)):
        console.prepare(language)
        tell(notice)
        console.flush()
        told = capsys.readouterr().err
        assert words in told
        assert "batch_7" in told
    console.prepare("zh")


def test_a_batch_that_is_out_is_named_with_where_and_since_when(capsys):
    console.prepare("zh")
    show_outstanding([HANDLE])
    told = capsys.readouterr().err
    assert all(
        part in told for part in ("tag / batch_7", "35 次", "h.example", "2026-01-31T08:00:00", "gouji run")
    )
