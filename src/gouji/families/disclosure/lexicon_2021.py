"""The words that copies of the 2021 form print around their numbers, for readers to anchor on.

Only CJK characters count: punctuation, brackets, spaces and Arabic list numbers are dropped before
anything is compared. Where a label has several spellings in circulation, the fullest comes first.
"""

from __future__ import annotations

from gouji.lexicon import Lexicon, TableWords

REQUEST_LABELS: dict[str, tuple[str, ...]] = {
    "received": ("本年新收政府信息公开申请数量", "本年度新收政府信息公开申请数量", "新收政府信息公开申请数量"),
    "carried_in": ("上年结转政府信息公开申请数量", "上年度结转政府信息公开申请数量"),
    "granted": ("予以公开",),
    "partly_granted": ("部分公开区分处理的只计这一情形不计其他情形", "部分公开"),
    "refused.state_secret": ("属于国家秘密",),
    "refused.prohibited_by_law": ("其他法律行政法规禁止公开",),
    "refused.security_and_stability": ("危及三安全一稳定",),
    "refused.third_party_rights": ("保护第三方合法权益",),
    "refused.internal_affairs": ("属于三类内部事务信息",),
    "refused.process_information": ("属于四类过程性信息",),
    "refused.enforcement_files": ("属于行政执法案卷",),
    "refused.administrative_query": ("属于行政查询事项",),
    "unavailable.not_held": ("本机关不掌握相关政府信息",),
    "unavailable.needs_creation": ("没有现成信息需要另行制作",),
    "unavailable.still_unclear": ("补正后申请内容仍不明确",),
    "not_processed.petition": ("信访举报投诉类申请",),
    "not_processed.repeated": ("重复申请",),
    "not_processed.publication": ("要求提供公开出版物",),
    "not_processed.excessive": ("无正当理由大量反复申请",),
    "not_processed.reconfirmation": ("要求行政机关确认或重新出具已获取信息",),
    "other.not_corrected_in_time": ("申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请",),
    "other.fee_unpaid": ("申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请",),
    "other.other": ("其他",),
    "concluded": ("总计",),
    "carried_out": ("结转下年度继续办理",),
}

WORDS = Lexicon(
    tables={
        "disclosure": TableWords(
            heading=("主动公开政府信息情况",),
            opening=("第二十条第一项", "第二十条", "信息内容", "本年制发件数", "现行有效件数"),
            labels={
                "regulations": ("规章",),
                "normative_documents": ("行政规范性文件", "规范性文件"),
                "licensing": ("行政许可",),
                "penalties": ("行政处罚",),
                "coercion": ("行政强制",),
                "fees": ("行政事业性收费",),
            },
            fillers=(
                "第二十条第一项",
                "第二十条第五项",
                "第二十条第六项",
                "第二十条第八项",
                "信息内容",
                "本年制发件数",
                "本年废止件数",
                "现行有效件数",
                "本年处理决定数量",
                "本年收费金额单位万元",
                "本年收费金额单位元",
            ),
        ),
        "requests": TableWords(
            heading=("收到和处理政府信息公开申请情况", "收到及处理政府信息公开申请情况"),
            opening=(
                "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
                "本列数据的勾稽关系",
                "申请人情况",
                "法人或其他组织",
                "自然人",
            ),
            labels=REQUEST_LABELS,
            optional={"other_processing": ("其他处理",)},
            fillers=(
                "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
                "申请人情况",
                "自然人",
                "法人或其他组织",
                "商业企业",
                "科研机构",
                "社会公益组织",
                "法律服务机构",
                "三本年度办理结果",
                "本年度办理结果",
                "三不予公开",
                "不予公开",
                "四无法提供",
                "无法提供",
                "五不予处理",
                "不予处理",
                "六其他处理",
                "其他处理",
            ),
            markers={
                "received": "一",
                "carried_in": "二",
                "granted": "一",
                "partly_granted": "二",
                "concluded": "七",
                "carried_out": "四",
                "other_processing": "六",
            },
        ),
        "proceedings": TableWords(
            heading=("政府信息公开行政复议行政诉讼情况", "因政府信息公开工作被申请行政复议提起行政诉讼情况"),
            opening=("未经复议直接起诉", "复议后起诉", "结果维持", "结果纠正", "尚未审结"),
            labels={},
            fillers=(),
        ),
    },
    applicants={
        "natural_person": ("自然人",),
        "business": ("商业企业", "商业", "企业"),
        "research": ("科研机构", "科研"),
        "nonprofit": ("社会公益组织", "社会公益", "公益组织", "社会", "公益"),
        "legal_service": ("法律服务机构", "法律服务", "法律"),
        "other_organization": ("其他",),
        "total": ("总计", "合计"),
    },
    outcomes={
        "upheld": ("结果维持", "维持"),
        "corrected": ("结果纠正", "纠正"),
        "other": ("其他结果", "其他"),
        "pending": ("尚未审结", "尚未", "审结"),
        "total": ("总计", "合计"),
    },
    cases={
        "reconsideration": ("行政复议",),
        "litigation_direct": ("未经复议直接起诉",),
        "litigation_after_reconsideration": ("复议后起诉",),
    },
    case_group="行政诉讼",
    applicant_group="法人或其他组织",
    sections={
        "overview": ("总体情况",),
        "problems": ("存在的主要问题及改进情况", "存在的主要问题和改进情况", "存在问题及改进情况", "存在的主要问题"),
        "other": ("其他需要报告的事项", "需要报告的其他事项"),
    },
    foreign={
        "2019": ("上一年项目数量", "本年增减", "采购项目数量", "采购总金额", "本年新制作数量", "对外公开总数量"),
        "2014": (
            "统计指标",
            "主动公开政府信息数",
            "收到申请数",
            "申请办结数",
            "申请答复数",
            "不是条例所指政府信息",
        ),
    },
)
