"""The form's vocabulary is complete, holds CJK characters only, and means one thing each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.families.disclosure.rules import CASES, COLUMNS, OTHER_GROUP, OTHER_LEAVES, ROWS
from gouji.lexicon import TableWords, ideographs

REQUESTS = WORDS.tables["requests"]


def every_word():
    for name, table in WORDS.tables.items():
        for field in ("heading", "opening", "fillers"):
            yield from ((f"{name}.{field}", word) for word in getattr(table, field))
        for field in ("labels", "optional"):
            for row, spellings in getattr(table, field).items():
                yield from ((f"{name}.{row}", word) for word in spellings)
        yield from ((f"{name}.markers", word) for word in table.markers.values())
    for field in ("applicants", "outcomes", "cases", "sections", "foreign"):
        for key, spellings in getattr(WORDS, field).items():
            yield from ((f"{field}.{key}", word) for word in spellings)
    yield "case_group", WORDS.case_group
    yield "applicant_group", WORDS.applicant_group


def test_every_word_holds_cjk_characters_only():
    assert [(where, word) for where, word in every_word() if not word or ideographs(word) != word] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("12 abc", ""),
        ("（七）总 计", "七总计"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("商业\n企业", "商业企业"),
        ("〇件", "件"),
    ],
)
def test_only_cjk_characters_count(text, kept):
    assert ideographs(text) == kept


@given(st.text(max_size=50))
def test_ideographs_are_kept_in_their_order(text):
    kept = ideographs(text)
    assert kept == "".join(char for char in text if "一" <= char <= "鿿")


def test_every_table_of_the_form_has_words():
    assert set(WORDS.tables) == {FORM_2021.table_of(path) for path in FORM_2021.paths}


def test_every_row_of_table_3_has_a_label_in_the_order_of_the_form():
    assert list(REQUESTS.labels) == list(ROWS)


def test_every_row_of_table_2_has_a_label_in_the_order_of_the_form():
    rows = dict.fromkeys(path.split(".")[1] for path in FORM_2021.paths if path.startswith("disclosure."))
    assert list(WORDS.tables["disclosure"].labels) == list(rows)


def test_heads_stand_in_the_order_of_the_form():
    assert list(WORDS.applicants) == list(COLUMNS)
    assert list(WORDS.cases) == list(CASES)
    outcomes = [path.rpartition(".")[2] for path in FORM_2021.paths if path.startswith("proceedings.")]
    assert list(WORDS.outcomes) * len(CASES) == outcomes


@pytest.mark.parametrize("table", WORDS.tables)
def test_no_label_is_shared_by_two_rows(table):
    words = WORDS.tables[table]
    owners = {}
    for row, spellings in {**words.labels, **words.optional}.items():
        for word in spellings:
            owners.setdefault(word, set()).add(row)
    assert {word: rows for word, rows in owners.items() if len(rows) > 1} == {}


def test_the_fullest_spelling_contains_the_shorter_words_of_its_column():
    for spellings in (*WORDS.applicants.values(), *WORDS.outcomes.values()):
        assert max(spellings, key=len) == spellings[0] or len(spellings[0]) == len(max(spellings, key=len))


def test_the_undivided_row_stands_for_the_three_rows_of_its_group():
    assert list(REQUESTS.optional) == [OTHER_GROUP]
    assert REQUESTS.replaces == {OTHER_GROUP: OTHER_LEAVES}


def test_list_numbers_restart_with_each_group():
    groups = {}
    for row, number in REQUESTS.numbers.items():
        groups.setdefault(row.partition(".")[0], []).append(number)
    assert groups == {
        "refused": [1, 2, 3, 4, 5, 6, 7, 8],
        "unavailable": [1, 2, 3],
        "not_processed": [1, 2, 3, 4, 5],
        "other": [1, 2, 3],
    }


def test_official_labels_hold_a_word_of_their_row():
    for path, label in FORM_2021.labels.items():
        table, _, rest = path.partition(".")
        row = rest.rpartition(".")[0]
        if table != "proceedings":
            spellings = WORDS.tables[table].labels[row]
            assert any(word in ideographs(label) for word in spellings), path


def test_an_empty_table_needs_no_optional_words():
    words = TableWords(heading=("甲",), opening=(), labels={}, fillers=())
    assert (words.optional, words.markers, words.numbers, words.replaces) == ({}, {}, {}, {})
