"""A small report of our own, line by line, so that a test can print one thing differently.

The office, the prose and the numbers are invented; labels are the form's own. The numbers satisfy
all equations and differ from row to row and column to column, so that any exchange shows.
"""

import json
from decimal import Decimal

from gouji.document import Document, Source
from gouji.export.json_text import dumps
from gouji.families.disclosure.rules import COLUMNS, LEAVES
from gouji.pipeline import process

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
CASES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
LABELS = {
    "received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "refused.state_secret": "1.属于国家秘密",
    "refused.prohibited_by_law": "2.其他法律行政法规禁止公开",
    "refused.security_and_stability": "3.危及“三安全一稳定”",
    "refused.third_party_rights": "4.保护第三方合法权益",
    "refused.internal_affairs": "5.属于三类内部事务信息",
    "refused.process_information": "6.属于四类过程性信息",
    "refused.enforcement_files": "7.属于行政执法案卷",
    "refused.administrative_query": "8.属于行政查询事项",
    "unavailable.not_held": "1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "2.没有现成信息需要另行制作",
    "unavailable.still_unclear": "3.补正后申请内容仍不明确",
    "not_processed.petition": "1.信访举报投诉类申请",
    "not_processed.repeated": "2.重复申请",
    "not_processed.publication": "3.要求提供公开出版物",
    "not_processed.excessive": "4.无正当理由大量反复申请",
    "not_processed.reconfirmation": "5.要求行政机关确认或重新出具已获取信息",
    "other.not_corrected_in_time": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other.fee_unpaid": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other.other": "3.其他",
    "concluded": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
GROUPS = {
    "refused.state_secret": "（三）不予公开",
    "unavailable.not_held": "（四）无法提供",
    "not_processed.petition": "（五）不予处理",
    "other.not_corrected_in_time": "（六）其他处理",
}
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
OUTCOME_HEADS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
DISCLOSURE = {
    "regulations.issued": 3,
    "regulations.repealed": 1,
    "regulations.in_force": 14,
    "normative_documents.issued": 25,
    "normative_documents.repealed": 6,
    "normative_documents.in_force": 138,
    "licensing.decisions": 1274,
    "penalties.decisions": 392,
    "coercion.decisions": 57,
    "fees.amount": Decimal("83.46"),
}
TITLE = "岚泽县青禾街道办事处2024年政府信息公开工作年度报告"
OVERVIEW = "本报告由岚泽县青禾街道办事处编制，所列数据的统计期限自2024年1月1日起至2024年12月31日止。这一年街道把该公开的都放到了网上。"
PROBLEMS = "更新还不够及时。来年每月核对一次栏目。"
OTHER = "本年度没有收取信息处理费。"


def _request_values():
    leaves = {
        leaf: [(3 * at + 5 * column * column + at * column) % 23 + column for column in range(6)]
        for at, leaf in enumerate(LEAVES)
    }
    concluded = [sum(row[column] for row in leaves.values()) for column in range(6)]
    carried_in = [4, 9, 2, 7, 1, 5]
    carried_out = [8, 3, 6, 0, 11, 2]
    received = [
        done + out - before for done, out, before in zip(concluded, carried_out, carried_in, strict=True)
    ]
    rows = {
        "received": received,
        "carried_in": carried_in,
        **leaves,
        "concluded": concluded,
        "carried_out": carried_out,
    }
    return {
        f"requests.{row}.{column}": value
        for row, values in rows.items()
        for column, value in zip(COLUMNS, [*values, sum(values)], strict=True)
    }


def _case_values():
    blocks = ([6, 2, 1, 3], [4, 0, 5, 1], [0, 7, 2, 8])
    return {
        f"proceedings.{case}.{outcome}": value
        for case, block in zip(CASES, blocks, strict=True)
        for outcome, value in zip(OUTCOMES, [*block, sum(block)], strict=True)
    }


VALUES = {
    **{f"disclosure.{path}": value for path, value in DISCLOSURE.items()},
    **_request_values(),
    **_case_values(),
}
PRINTED = {path: str(value) for path, value in VALUES.items()}


def paths_of(row):
    """The seven paths of a row of table 3."""
    return [f"requests.{row}.{column}" for column in COLUMNS]


def row_numbers(row, printed=PRINTED):
    """The seven printed cells of a row of table 3."""
    return [printed[path] for path in paths_of(row)]


def disclosure_lines(printed=PRINTED, heads=("本年制发件数", "本年废止件数", "现行有效件数")):
    """Table 2 with a tab between cells, one string per row."""
    cell = {path.removeprefix("disclosure."): text for path, text in printed.items()}
    lifecycle = ("issued", "repealed", "in_force")
    return [
        "第二十条第（一）项",
        "\t".join(["信息内容", *heads]),
        "\t".join(["规章", *(cell[f"regulations.{name}"] for name in lifecycle)]),
        "\t".join(["行政规范性文件", *(cell[f"normative_documents.{name}"] for name in lifecycle)]),
        "第二十条第（五）项",
        "信息内容\t本年处理决定数量",
        f"行政许可\t{cell['licensing.decisions']}",
        "第二十条第（六）项",
        "信息内容\t本年处理决定数量",
        f"行政处罚\t{cell['penalties.decisions']}",
        f"行政强制\t{cell['coercion.decisions']}",
        "第二十条第（八）项",
        "信息内容\t本年收费金额（单位：万元）",
        f"行政事业性收费\t{cell['fees.amount']}",
    ]


REQUEST_HEADS = [
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况",
    "\t\t自然人\t法人或其他组织\t\t\t\t\t总计",
    "\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t",
]


def request_rows(printed=PRINTED):
    """Table 3's rows with a tab between cells, by row name; a group label opens its first row's line."""
    rows = {}
    for row, label in LABELS.items():
        if row in {"received", "carried_in"}:
            front = [label, ""]
        elif row in {"concluded", "carried_out", "granted", "partly_granted"}:
            front = ["三、本年度办理结果" if row == "granted" else "", label]
        else:
            front = [GROUPS.get(row, ""), label]
        rows[row] = "\t".join([*front, *row_numbers(row, printed)])
    return rows


def case_lines(printed=PRINTED, leaves=None):
    """Table 4: titles, outcome heads, one row of fifteen."""
    heads = leaves or OUTCOME_HEADS * 3
    return [
        "行政复议\t\t\t\t\t行政诉讼",
        "\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉",
        "\t".join(heads),
        "\t".join(printed[f"proceedings.{case}.{outcome}"] for case in CASES for outcome in OUTCOMES),
    ]


def whole(*, disclosure=None, requests=None, cases=None, title=TITLE, overview=OVERVIEW):
    """The whole report; each table a list of lines, the printed form's where None."""
    return "\n".join(
        [
            title,
            "一、总体情况",
            overview,
            "二、主动公开政府信息情况",
            *(disclosure_lines() if disclosure is None else disclosure),
            "三、收到和处理政府信息公开申请情况",
            *([*REQUEST_HEADS, *request_rows().values()] if requests is None else requests),
            "四、政府信息公开行政复议、行政诉讼情况",
            *(case_lines() if cases is None else cases),
            "五、存在的主要问题及改进情况",
            PROBLEMS,
            "六、其他需要报告的事项",
            OTHER,
            "",
        ]
    )


def with_cells(**changes):
    """The report with cells printed as told: ``with_cells(**{path: text})``."""
    unknown = set(changes) - set(PRINTED)
    assert not unknown, unknown
    printed = {**PRINTED, **changes}
    return whole(
        disclosure=disclosure_lines(printed),
        requests=[*REQUEST_HEADS, *request_rows(printed).values()],
        cases=case_lines(printed),
    )


def with_rows(rows, heads=None):
    """The report with these lines as table 3."""
    return whole(requests=[*(REQUEST_HEADS if heads is None else heads), *rows])


def document(text):
    """A converted plain text."""
    source = Source.of("小报告.txt", text.encode())
    return Document(source.name, source.sha256, "text/plain", text)


def read_bytes(content, name="小报告.txt"):
    """The contract's object as a program receives it: through JSON text, amounts exact."""
    return json.loads(dumps(process(Source.of(name, content)).as_json()), parse_float=Decimal)


def read(text):
    """The contract's object for a text."""
    return read_bytes(text.encode())


def values(report):
    """Path to value of every cell of a report's JSON."""
    return {path: cell["value"] for path, cell in report["cells"].items()}


def named(report, *severities):
    """The cells that findings (of these severities; of any) name."""
    return {
        path
        for finding in report["findings"]
        if not severities or finding["severity"] in severities
        for path in finding["cells"]
    }


def rules(report, *severities):
    """The rules that findings (of these severities; of any) report."""
    return {
        finding["rule"]
        for finding in report["findings"]
        if not severities or finding["severity"] in severities
    }


def silently_wrong(report, expected=VALUES):
    """Cells whose value is not what is printed and that no finding names; unread is not wrong.

    ``expected``: path to value, None where nothing is printed.
    """
    mentioned = named(report)
    return [
        path
        for path, cell in report["cells"].items()
        if cell["value"] != expected.get(path) and cell["blank"] != "unread" and path not in mentioned
    ]
