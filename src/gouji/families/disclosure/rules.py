"""The equations of the 2021 form as data (notice 国办公开办函〔2021〕30号, its printed 勾稽关系).

25 row sums, 7 column sums, 7 flows, 3 case sums: 42 equations over 190 cells, 40 independent.
"""

from __future__ import annotations

from collections.abc import Container

from gouji.rules import LinearRule, expand

APPLICANTS = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "nonprofit": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organization": "其他",
}
COLUMNS = {**APPLICANTS, "total": "总计"}

LEAVES = {
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开",
    "refused.state_secret": "（三）1.属于国家秘密",
    "refused.prohibited_by_law": "（三）2.其他法律行政法规禁止公开",
    "refused.security_and_stability": "（三）3.危及“三安全一稳定”",
    "refused.third_party_rights": "（三）4.保护第三方合法权益",
    "refused.internal_affairs": "（三）5.属于三类内部事务信息",
    "refused.process_information": "（三）6.属于四类过程性信息",
    "refused.enforcement_files": "（三）7.属于行政执法案卷",
    "refused.administrative_query": "（三）8.属于行政查询事项",
    "unavailable.not_held": "（四）1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "（四）2.没有现成信息需要另行制作",
    "unavailable.still_unclear": "（四）3.补正后申请内容仍不明确",
    "not_processed.petition": "（五）1.信访举报投诉类申请",
    "not_processed.repeated": "（五）2.重复申请",
    "not_processed.publication": "（五）3.要求提供公开出版物",
    "not_processed.excessive": "（五）4.无正当理由大量反复申请",
    "not_processed.reconfirmation": "（五）5.要求行政机关确认或重新出具已获取信息",
    "other.not_corrected_in_time": "（六）1.逾期不补正",
    "other.fee_unpaid": "（六）2.逾期未缴纳费用",
    "other.other": "（六）3.其他",
}
ROWS = {
    "received": "一、本年新收",
    "carried_in": "二、上年结转",
    **LEAVES,
    "concluded": "（七）总计",
    "carried_out": "四、结转下年度",
}
OTHER_GROUP = "other_processing"
OTHER_LEAVES = tuple(row for row in LEAVES if row.startswith("other."))

CASES = {
    "reconsideration": "行政复议",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after_reconsideration": "复议后起诉",
}


def request_rules(rows: dict[str, str], leaves: tuple[str, ...]) -> tuple[LinearRule, ...]:
    """Row sums, column sums and flows of table 3 for the given printed rows and leaf rows."""
    return (
        *expand("row_sum", "表三“*”行", ["requests.*.total"], [f"requests.*.{a}" for a in APPLICANTS], rows),
        *expand(
            "column_sum",
            "表三“*”列",
            ["requests.concluded.*"],
            [f"requests.{leaf}.*" for leaf in leaves],
            COLUMNS,
        ),
        *expand(
            "flow",
            "表三“*”列",
            ["requests.received.*", "requests.carried_in.*"],
            ["requests.concluded.*", "requests.carried_out.*"],
            COLUMNS,
        ),
    )


CASE_RULES = expand(
    "cases",
    "表四“*”",
    ["proceedings.*.total"],
    [f"proceedings.*.{outcome}" for outcome in ("upheld", "corrected", "other", "pending")],
    CASES,
)

RULES_2021 = (*request_rules(ROWS, tuple(LEAVES)), *CASE_RULES)

ROWS_UNDIVIDED = {
    **{row: name for row, name in ROWS.items() if row not in OTHER_LEAVES},
    OTHER_GROUP: "（六）其他处理",
}
# Where a document prints （六）其他处理 as one undivided row, the group stands in for its three leaves.
RULES_2021_UNDIVIDED = (
    *request_rules(ROWS_UNDIVIDED, (*(leaf for leaf in LEAVES if leaf not in OTHER_LEAVES), OTHER_GROUP)),
    *CASE_RULES,
)


def rules_for(paths: Container[str]) -> tuple[LinearRule, ...]:
    """The equations of a document with these cells: another set where （六）其他处理 is one undivided row."""
    return RULES_2021_UNDIVIDED if f"requests.{OTHER_GROUP}.total" in paths else RULES_2021
