"""The form for report years from 2021 (国办公开办函〔2021〕30号) as typed classes.

Field titles are the official labels; paths, labels, JSON Schema and layouts derive from them.
Counts are non-negative integers (件); ``fees.amount`` is in 万元 and may have decimals.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from gouji.families.disclosure.rules import RULES_2021
from gouji.family import Form

Count = Annotated[int, Field(ge=0, le=999_999_999)]
Amount = Annotated[Decimal, Field(ge=0)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LifecycleRow(_Table):
    """Documents issued, repealed and in force."""

    issued: Count = Field(title="本年制发件数")
    repealed: Count = Field(title="本年废止件数")
    in_force: Count = Field(title="现行有效件数")


class DecisionRow(_Table):
    """Decisions taken this year."""

    decisions: Count = Field(title="本年处理决定数量")


class FeeRow(_Table):
    """Fees collected this year, in 万元."""

    amount: Amount = Field(title="本年收费金额（单位：万元）")


class Disclosure(_Table):
    """Table 2: 主动公开政府信息情况."""

    regulations: LifecycleRow = Field(title="第二十条第（一）项 规章")
    normative_documents: LifecycleRow = Field(title="第二十条第（一）项 行政规范性文件")
    licensing: DecisionRow = Field(title="第二十条第（五）项 行政许可")
    penalties: DecisionRow = Field(title="第二十条第（六）项 行政处罚")
    coercion: DecisionRow = Field(title="第二十条第（六）项 行政强制")
    fees: FeeRow = Field(title="第二十条第（八）项 行政事业性收费")


_BAR: JsonDict = {"joiner": " | "}


class ApplicantRow(_Table):
    """One row of table 3: counts by kind of applicant."""

    natural_person: Count = Field(title="自然人", json_schema_extra=_BAR)
    business: Count = Field(title="商业企业", json_schema_extra=_BAR)
    research: Count = Field(title="科研机构", json_schema_extra=_BAR)
    nonprofit: Count = Field(title="社会公益组织", json_schema_extra=_BAR)
    legal_service: Count = Field(title="法律服务机构", json_schema_extra=_BAR)
    other_organization: Count = Field(title="其他", json_schema_extra=_BAR)
    total: Count = Field(title="总计", json_schema_extra=_BAR)


class Refused(_Table):
    """（三）不予公开."""

    state_secret: ApplicantRow = Field(title="1.属于国家秘密")
    prohibited_by_law: ApplicantRow = Field(title="2.其他法律行政法规禁止公开")
    security_and_stability: ApplicantRow = Field(title="3.危及“三安全一稳定”")
    third_party_rights: ApplicantRow = Field(title="4.保护第三方合法权益")
    internal_affairs: ApplicantRow = Field(title="5.属于三类内部事务信息")
    process_information: ApplicantRow = Field(title="6.属于四类过程性信息")
    enforcement_files: ApplicantRow = Field(title="7.属于行政执法案卷")
    administrative_query: ApplicantRow = Field(title="8.属于行政查询事项")


class Unavailable(_Table):
    """（四）无法提供."""

    not_held: ApplicantRow = Field(title="1.本机关不掌握相关政府信息")
    needs_creation: ApplicantRow = Field(title="2.没有现成信息需要另行制作")
    still_unclear: ApplicantRow = Field(title="3.补正后申请内容仍不明确")


class NotProcessed(_Table):
    """（五）不予处理."""

    petition: ApplicantRow = Field(title="1.信访举报投诉类申请")
    repeated: ApplicantRow = Field(title="2.重复申请")
    publication: ApplicantRow = Field(title="3.要求提供公开出版物")
    excessive: ApplicantRow = Field(title="4.无正当理由大量反复申请")
    reconfirmation: ApplicantRow = Field(title="5.要求行政机关确认或重新出具已获取信息")


class Other(_Table):
    """（六）其他处理."""

    not_corrected_in_time: ApplicantRow = Field(
        title="1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    )
    fee_unpaid: ApplicantRow = Field(
        title="2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    )
    other: ApplicantRow = Field(title="3.其他")


class Requests(_Table):
    """Table 3: 收到和处理政府信息公开申请情况."""

    received: ApplicantRow = Field(title="一、本年新收政府信息公开申请数量")
    carried_in: ApplicantRow = Field(title="二、上年结转政府信息公开申请数量")
    granted: ApplicantRow = Field(title="三、（一）予以公开")
    partly_granted: ApplicantRow = Field(title="三、（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    refused: Refused = Field(title="三、（三）不予公开")
    unavailable: Unavailable = Field(title="三、（四）无法提供")
    not_processed: NotProcessed = Field(title="三、（五）不予处理")
    other: Other = Field(title="三、（六）其他处理")
    concluded: ApplicantRow = Field(title="三、（七）总计")
    carried_out: ApplicantRow = Field(title="四、结转下年度继续办理")


class CaseRow(_Table):
    """One block of table 4: cases by outcome."""

    upheld: Count = Field(title="结果维持")
    corrected: Count = Field(title="结果纠正")
    other: Count = Field(title="其他结果")
    pending: Count = Field(title="尚未审结")
    total: Count = Field(title="总计")


class Proceedings(_Table):
    """Table 4: 因政府信息公开工作被申请行政复议、提起行政诉讼情况."""

    reconsideration: CaseRow = Field(title="行政复议")
    litigation_direct: CaseRow = Field(title="行政诉讼 未经复议直接起诉")
    litigation_after_reconsideration: CaseRow = Field(title="行政诉讼 复议后起诉")


class Report2021(_Table):
    """The numeric part of a report: 200 cells."""

    disclosure: Disclosure = Field(title="二、主动公开政府信息情况")
    requests: Requests = Field(title="三、收到和处理政府信息公开申请情况")
    proceedings: Proceedings = Field(title="四、政府信息公开行政复议、行政诉讼情况")


FORM_2021 = Form(
    id="2021",
    notice="国办公开办函〔2021〕30号",
    schema=Report2021,
    rules=RULES_2021,
    years=(2021, None),
    table_titles={name: info.title or "" for name, info in Report2021.model_fields.items()},
    decimal_cells=frozenset({"disclosure.fees.amount"}),
    optional_rows={
        "requests.other_processing": (
            "requests.other.not_corrected_in_time",
            "requests.other.fee_unpaid",
            "requests.other.other",
        )
    },
)
