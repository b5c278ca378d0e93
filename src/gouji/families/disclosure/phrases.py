"""The words by which the narrative says what it counts, for text that is half-width and run together.

Alternatives stand in the order in which they are tried at one place: the longer before the shorter.
A name that begins with an underscore counts something that no kind of statement is about.
"""

from __future__ import annotations

import re

_AND = "(?:和|或|或者|及|以及|与|、)"
_NEXT = "(?:下|次|明|翌)一?个?年度?"
_LAST = "(?:上|去|前|往|历)一?(?:年度?|期)"
_GO_ON = "(?:继续)?(?:办理|处理|答复)?"
_SUBJECTS = (
    # Everybody: no applicant of his own.
    ("_all", rf"(?:公民|自然人|个人)(?:,|{_AND})(?:法人|企业|单位)(?:,|{_AND})*(?:其他|其它)?(?:社会)?组织"),
    (
        "carried_out",
        rf"(?:结转|转结|顺延|转入|延续|接转|留待|留|转)(?:至|到|入|于)?{_NEXT}{_GO_ON}|跨年度?(?:办理|结转)",
    ),
    ("_into", r"(?:\d{4}年度?)?(?:结转|转结|顺延)(?:至|到|入)\d{4}年度?(?:继续)?(?:办理)?"),
    (
        "carried_in",
        rf"{_LAST}(?:的|度)?(?:结转|转结|接转|遗留|顺延|转入|未办结|未结)|(?:结转|接转)(?:自)?{_LAST}|年初结转|结转(?:至|到)?本年度?",
    ),
    ("_out_of", r"\d{4}年度?(?:的)?(?:结转|转结|接转|遗留|顺延|转入)"),
    ("_carried", "结转"),
    (
        "_detail",
        (
            "不掌握|现成信息|内容不明确|仍不明确|信访|重复申请|出版物|大量反复|国家秘密|商业秘密|个人隐私|内部事务|内部管理"
            "|过程性|执法案卷|行政查询|三安全|第三方|逾期不补正|逾期未|不存在|更正|补正|撤回|告知|(?:延期|超期|逾期)(?:答复|办理)?|征求意见"
            "|科研机构|公益组织|法律服务机构|律师事务所|不属于|非本机关|其他机关|已主动公开|主动撤|终止(?:办理|处理)?"
        ),
    ),
    (
        "_waiting",
        "(?:尚|还|仍)?(?:未|在)(?:予)?(?:办结|答复|办理|处理|审结)|正在(?:办理|处理|审理)|待(?:办|审|处理)|其他结果",
    ),
    ("refused", "不(?:予(?:以)?|同意|宜)公开"),
    ("partly_granted", "(?:予以|同意|准予)?部分(?:予以|同意)?公开"),
    ("unavailable", "无法(?:予以)?提供"),
    ("not_processed", "不予处理"),
    ("_detail", "不再处理"),
    ("other_processing", "(?:作|按|以)?(?:其他|其它)(?:方式)?处理(?:方式|情形)?"),
    ("granted", "(?:予以|同意|准予)(?:全部)?公开|全部公开"),
    ("organizations", rf"法人{_AND}?(?:其他|其它)?(?:社会)?组织|法人或组织"),
    ("natural_person", "自然人|公民个人|公民(?=(?:提出|提交)?的?(?:申请)?$)|个人(?:提出|提交)?(?:的)?申请"),
    ("business", "(?:商业|工商)企业|企业(?!家|信用|开办)"),
    (
        "litigation_after_reconsideration",
        "(?:先|经)?(?:行政)?复议后(?:又|再)?(?:不服)?(?:向法院)?(?:提起|起诉|诉讼)(?:行政)?(?:的)?(?:诉讼)?",
    ),
    (
        "litigation_direct",
        "(?:未经(?:行政)?复议)?直接(?:提起|起诉|向法院(?:提起|起诉))(?:行政)?(?:的)?(?:诉讼)?",
    ),
    ("reconsideration", "(?:被)?(?:申请|提起)?行政复议|复议(?:案件|申请)"),
    ("litigation", "行政(?:应诉|诉讼)|(?:被)?提起诉讼|诉讼案件"),
    ("upheld", "维持"),
    ("corrected", "纠正|纠错"),
    (
        "concluded",
        "办结|办理完毕|办理完成|办理完结|已(?:经)?(?:办理|处理)(?:完毕)?|处理完毕|答复|回复|办复|答办",
    ),
    ("received", "新收|收到|接收|接到|收悉|受理|接受|新增|收录|共收(?!取|费|集|回)"),
    ("handled", "收办|办理|处理|承办"),
)
SUBJECT = re.compile("|".join(f"(?P<k{at}>{words})" for at, (_, words) in enumerate(_SUBJECTS)))
"""What a number is said to be of."""

APPLICATION = re.compile("申请(?!行政复议|复议|人|表|书)|依申请公开")
OTHER_APPLICATION = re.compile(
    "(?:许可|专利|商标|补贴|补助|救助|低保|租房|住房|贷款|仲裁|调解|援助|注册|登记|资助|项目|职称|认定|认证|入党"
    "|入学|退税|执行|破产|听证|备案|用地|建房|宅基地|证照|变更)[^,;]{0,4}申请"
    "|申请(?:执行|许可|仲裁|救助|补助|注册|登记|专利|入党|退税|立案|听证|贷款|备案)"
)
"""Applications for something other than information."""

OTHER_SUBJECT = re.compile(
    "会议|培训|点击|访问|浏览|热线|留言|来信|来电|来访|指引|指南|模板|文书|流程|台账|清单|专栏|专区|提案|建议(?!书)|(?<!复)议案|咨询|投诉|举报|稿件|新闻|短信|手册|栏目|账号"
    "|讲座|督查|微信|微博|抖音|公众号|许可事项|处罚|登记|证照|立案|工单|诉求|信件|信箱|通知|文件|粉丝|问卷|座谈|简报"
    "|政务服务|审批|办件|网民|平台(?!(?:收到|新收|受理|提交|接收|申请))"
)
"""What a clause may count that is no request for information and no case."""

CHANNEL = re.compile(
    "(?:((?:政府)?网[络上站](?:申请)?(?:平台)?|在线|平台|信函|邮[寄件箱递]|传真|当面|现场|窗口|电话|口头|书面)(?:、|和|及|与|或|以及)?)"
    "(?=(?:[^,;]{0,5}(?:申请|收到|受理|提交|提出|方式|渠道|形式|收件|接收))|$)"
)
"""A way by which requests came in: one alone counts not all of them."""

BARE_APPLICATION = re.compile(
    "(?:公开|信息|依)申请(?:公开)?(?:政府)?(?:信息)?(?:事项|案件|件|总?数量?)?(?:一?共计?|总计|合计|有|为|达|是|:)*$"
)
COMPARED = re.compile("同比|环比|较|相比|比(?:上|去|20|前|同)|增加|增长|减少|下降|上升|多于|少于|占")
# What may stand between the words that say what is counted, and the number.
FILLER = re.compile(
    "(?:政府|信息|公开|依|申请人|当事人|申请|事项|案件|案|件|数量|数为|数|总数|总量|个数|工作|方面|办理|处理|答复|继续|完毕|公民|群众|公众|市民"
    "|个人|提出|提起|提交|发生|各类|相关|有关|书面|全年|本年度|本年|年度|今年|一共|共|合计|总计|累计|计|有|为|达|是|了|的|到|均|都|各"
    "|[:,、和及与])*+"
)
ELSEWHERE = re.compile("本级|下属|所属|直属|本部|[上下]半年|季度|平均|每")
"""Another scope than the report's: other organs, a part of the year."""

LATER = re.compile("计划|力争|预计|拟(?:于|在)|目标")
LAST_YEAR = re.compile("(?:上|去|前|往)(?:一)?年|同期|历年")
YEAR = re.compile(
    r"(?<![至到入])(20\d\d)年(?!度?(?:的?结转|的?转结|的?接转|的?遗留|的?顺延|的?转入|修订|修正|公布|发布|颁布|实施|施行|印发)|\d|初|底|末)"
)

PUBLISHED = re.compile(
    "(?:(?:主动)?公开|发布|公布)[^,;、。申]{0,12}(?:信息|公开)[^,;、。申]{0,6}$|信息[^,;、。申]{0,10}公开[^,;、。申]{0,4}$|主动公开$"
)
SOME = re.compile("许可|处罚|强制|规范性|解读|收费|文件")
"""Some of what is published, not all of it."""
FEE = re.compile("信息处理费|信息公开费|处理费|(?:收取|收)(?:[^,;]{0,6})费用?")
NO_FEE = re.compile(
    "(?:未|没有|无|不)(?:曾|有)?(?:向[^,;]{0,12})?(?:收取|收|产生收取)[^,;]{0,16}费|未收费|无收费"
)

NONE = re.compile(
    "(?:均|尚|暂|并|也|亦|仍|从)*未(?:曾|有|新)*(?:收到|收(?!取)|接到|接收|受理|发生|出现|产生|引发|发现|涉及|存在|被|因|提起|提出)"
    "|没有|不存在|零(?=申请|复议|诉讼)|(?<![有从])无(?!法|正当|需|须|条件|障碍|偿|关|效|论|疑|违|不|线|人|误|需)"
)
"""Says in words that there is none of what follows."""

QUALIFIED = re.compile(
    "逾期|超期|超时|不满|纠纷|异议|泄|拒|失误|违规|违法|不当|错|问题|重复|恶意|滥用|败诉|撤销|变更|确认|费|责任|追究|投诉的"
    "|信函|传真|当面|网络|网上|邮|现场|科研|公益|法律服务|期限|答复(?!申请)|办理|不服|超过"
)
"""Narrows down what there is none of: then it says nothing of the total."""


WORDS = re.compile(
    "申请|公开|发布|公布|复议|诉讼|起诉|办结|答复|收到|受理|结转|顺延|费|自然人|企业|维持|纠正|无法提供|不予处理"
)
"""A sentence without any of these states nothing."""

_LABELS = re.compile(
    "不掌握|现成信息|仍不明确|大量反复|出版物|执法案卷|行政查询|过程性|内部事务|逾期不补正|三安全"
)
_TWO = 2


def list_of_labels(text: str) -> bool:
    """Whether this is no sentence but the form's row labels, as some copies print them apart from the numbers."""
    return not text.endswith(("。", "!", "?")) and len(set(_LABELS.findall(text))) >= _TWO


def kind_of(match: re.Match[str], year: int | None = None) -> str:
    """The kind of statement, or underscored name, of a match of ``SUBJECT`` in a report on ``year``."""
    kind = _SUBJECTS[int((match.lastgroup or "k0")[1:])][0]
    if year is None or kind not in ("_into", "_out_of"):
        return kind
    named = re.findall(r"\d{4}", match[0])[-1]
    turns = {("_into", 1): "carried_out", ("_into", 0): "carried_in", ("_out_of", -1): "carried_in"}
    return turns.get((kind, int(named) - year), kind)
