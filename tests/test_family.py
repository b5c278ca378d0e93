"""A form derives everything from its typed classes."""

from decimal import Decimal

import pytest
from pydantic import BaseModel, Field, ValidationError

from gouji.families.disclosure import FAMILY
from gouji.families.disclosure.form_2021 import FORM_2021, Report2021
from gouji.family import Form, families


class Row(BaseModel):
    issued: int = Field(title="制发数")
    total: int = Field(title="总数")


class Table(BaseModel):
    rules_made: Row = Field(title="规章")


class Root(BaseModel):
    first: Table = Field(title="第一张表")


SMALL = Form("small", "无", Root, (), (2021, None), {"first": "第一张表"})


def test_paths_and_labels_follow_the_classes():
    assert SMALL.labels == {"first.rules_made.issued": "规章 制发数", "first.rules_made.total": "规章 总数"}
    assert SMALL.paths == ("first.rules_made.issued", "first.rules_made.total")


def test_a_cell_belongs_to_the_table_its_path_starts_with():
    assert SMALL.table_of("first.rules_made.issued") == "first"


def test_without_equations_every_cell_is_invisible():
    assert set(SMALL.visibility.values()) == {"invisible"}


def test_the_disclosure_family_is_found_through_its_entry_point():
    assert families()["disclosure"] is FAMILY


def test_the_2021_form_names_its_notice_years_and_tables():
    assert FORM_2021.notice == "国办公开办函〔2021〕30号"
    assert FORM_2021.years == (2021, None)
    assert list(FORM_2021.table_titles) == ["disclosure", "requests", "proceedings"]


def test_only_the_fee_amount_has_decimals():
    assert FORM_2021.decimal_cells == {"disclosure.fees.amount"}


def nested(values):
    root = {}
    for path, value in values.items():
        *parents, leaf = path.split(".")
        node = root
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return root


def test_the_classes_take_a_full_report_and_keep_amounts_exact():
    values = dict.fromkeys(FORM_2021.paths, 0) | {"disclosure.fees.amount": Decimal("7730.28")}
    assert Report2021.model_validate(nested(values)).disclosure.fees.amount == Decimal("7730.28")


@pytest.mark.parametrize("wrong", [-1, 1.5, None, "12件", 10**12])
def test_a_count_is_a_bounded_non_negative_integer(wrong):
    values = dict.fromkeys(FORM_2021.paths, 0) | {"requests.received.total": wrong}
    with pytest.raises(ValidationError, match="received"):
        Report2021.model_validate(nested(values))


def test_a_cell_that_the_form_does_not_have_is_refused():
    values = dict.fromkeys(FORM_2021.paths, 0) | {"disclosure.fees.items": 3}
    with pytest.raises(ValidationError, match="items"):
        Report2021.model_validate(nested(values))
