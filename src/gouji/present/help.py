"""Help in two languages: the commands carry Chinese texts, this table their English counterparts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gouji.messages import Language
from gouji.present.console import console

Headings = tuple[tuple[str, str], ...]
HEADINGS: Headings = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"Show this message and exit\.", "显示这份帮助。"),
    (r"\[required\]", "［必填］"),
    (r"\[default: ([^\]]*)\]", r"［默认：\1］"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r" <[A-Za-z\[\]]+>", ""),  # the Python type of an argument
)

ENGLISH: Mapping[str, str] = {
    "勾稽：把政府信息公开工作年度报告读成经过勾稽核对的数字。": "gouji: disclosure reports in, typed and cross-checked numbers out.",
    "显示版本。": "Show the version.",
    "说明文字的语言，写在任何位置都可以（也可用 GOUJI_LANG）。": "Language of the talk, anywhere on the line (or GOUJI_LANG).",
    "文件、文件夹或 ZIP；有一个不存在就全都不处理。": "Files, folders or ZIPs; if one does not exist, nothing is done.",
    "输出 JSON，供程序使用。": "Print JSON, for programs.",
    "工作区文件夹（也可用 GOUJI_WORKSPACE；默认 gouji-workspace）。": "Workspace folder (or GOUJI_WORKSPACE; default gouji-workspace).",
    "读取文件，给出三张表和其中的问题；不保存。": "Read files: the three tables and their problems. Stores nothing.",
    "公布之前核对：只列出问题，一个问题一句话；不保存。有错误时退出码为 4。": "Check before publishing: only the problems, a sentence each. Exit code 4 where one is an error.",
    "显示从一份文件里认出了什么：文字、网页或全部结构。": "Show what was understood of a file: text, a page, or all of it.",
    "一份文件。": "One file.",
    "输出形式。": "How to show it.",
    "表样：三张表、勾稽关系，以及每一格填错时能看出什么。": "The form: tables, equations, and what they tell of each cell.",
    "批量处理文件、文件夹和 ZIP，结果存入工作区；中断后用同一命令继续。": "Process files, folders and ZIPs into a workspace; the same command resumes.",
    "文件、文件夹或 ZIP；不写则只继续工作区里剩下的。": "Files, folders or ZIPs; without any, go on with what the workspace has left.",
    "进程数；0 为每个处理器核一个。": "Processes; 0 means one per core.",
    "重新处理由旧版本得出的结果。": "Redo what another version made.",
    "重新处理失败的文件。": "Try failed documents again.",
    "说明哪里可能错了、应当是多少、为什么；--cell 说明一个单元格的全部依据。": (
        "What may be wrong, what it should be, and why; --cell tells all about one cell."
    ),
    "一份文件，或工作区里的文件编号。": "A file, or the ID of a document of the workspace.",
    "只说明这一格，例：requests.received.total": "Only this cell, as requests.received.total.",
    "本次问模型的花费上限：金额如 5.00，或词元数如 2M tokens；到了就停，可以接着做。": (
        "What this command may spend on the model: money as 5.00, or tokens as 2M tokens; resumable."
    ),
    "用模型服务的批量接口提问：较便宜，最迟一天内答复；可以停下，再用同一命令取回。": (
        "Ask through the provider's Batch API: cheaper, answered within a day; may be stopped, "
        "the same command takes in the replies."
    ),
    "放弃一个再也取不回的批次；它的调用按可能丢失记录。": (
        "Give up a batch that will never come back; its calls count as possibly lost."
    ),
    "只估计要问模型多少次、多少词元、多少钱；什么也不问，什么也不改。": (
        "Only estimate calls, tokens and cost; nothing is asked, nothing is changed."
    ),
    "也检查模型：用几个很短的问题试出服务支持的方式（会有极少的花费）。": (
        "Check the model too: a few tiny questions find out what the endpoint supports."
    ),
    "工作区里各种状态的文件数。": "Count the documents of a workspace.",
    "显示工作区里的一份报告。": "Show one report of a workspace.",
    "文件编号，或它唯一的开头几位。": "The document's ID, or the start of it that no other shares.",
    "检查运行环境和工作区所在的磁盘。": "Check the installation and the disk under the workspace.",
    "导出已通过和已核对的报告；--include-pending 连同待核对的，并加标记。": "Export accepted and reviewed reports; with --include-pending the others too, marked.",
    "导出格式。": "Format.",
    "也导出待核对和失败的，标为 pending。": "Export reports that await review or failed too, marked as pending.",
    "CSV 每份报告一行，而不是每个单元格一行。": "CSV: a row per report instead of a row per cell.",
    "写入文件；不写则输出到标准输出。": "Write to a file instead of stdout.",
    "样例：按已知答案生成各种形式的年报文件，供评测和测试用。": "Fixtures: report files of every shape with known answers, for evaluation and tests.",
    "生成样例：每份一个文件夹（文件和正确答案），附清单；同样的参数得到同样的文件。": "Make fixtures: a folder each, with the file and its right answers, and a manifest; same options, same files.",
    "输出文件夹：新的或空的。": "Output folder, new or empty.",
    "形状或形状组，用逗号分开；见 gouji fixtures shapes。": "Shapes or groups of them, by commas; see gouji fixtures shapes.",
    "每种形状几份。": "Copies of each shape.",
    "第一份的种子，后面的依次加一。": "Seed of the first copy; the others count on from it.",
    "机关种类，用逗号分开，轮流使用。": "Kinds of office, by commas; they take turns.",
    "混乱程度 0 到 3，可用逗号分开，轮流使用。": "Severity 0 to 3, or several by commas; they take turns.",
    "植入的错误，如 row_swap@copy，用逗号分开，轮流使用。": "Errors put in, such as row_swap@copy, by commas; they take turns.",
    "扫描件的分辨率；0 为各种都有。": "Resolution of scans; 0 means all sorts.",
    "替换这个文件夹里以前生成的样例。": "Replace what was made in this folder before.",
    "列出所有形状、形状组和可植入的错误。": "List all shapes, their groups, and the errors that can be put in.",
    "评测：gouji eval 套件名。用已知答案的文件，量出有多少错数会静默漏出、审核要看多少。": "Evaluate: gouji eval SUITE. How many wrong numbers would go out in silence, and what a reviewer has to look at.",
    "运行一个评测套件；可与基线比较、设门槛（超过时退出码为 4）。": "Run a suite; compare with a baseline, hold gates (exit code 4 where one is crossed).",
    "套件名（quick、standard、full、faults）或 YAML 文件。": "A suite (quick, standard, full, faults) or a YAML file.",
    "与这份结果比较：results.json 或基线文件。": "Compare with these results: a results.json or a baseline.",
    "门槛文件（YAML）。": "Gates (YAML).",
    "结果文件夹；默认 out/eval/套件名。": "Folder of the results; default out/eval/SUITE.",
    "另存为基线文件。": "Also keep the figures as a baseline.",
    "比较两次评测：哪些指标变好变坏，哪些文件的结果变了。": "Compare two runs: which figures moved, which documents changed.",
    "较早的结果：results.json 或基线文件。": "Earlier results: a results.json or a baseline.",
    "较新的结果：results.json 或基线文件。": "Later results: a results.json or a baseline.",
    "把工作区里核对过的一份报告变成评测样例，附核对人和来历。": "Turn a reviewed report of a workspace into a fixture with its passport.",
    "核对人。": "Who compared it.",
    "更正一个单元格（或 title、agency、year）；可多次。": "Correct a cell (or title, agency, year); may be repeated.",
    "其余单元格都已与原件比对无误。": "All other cells have been compared with the document and are right.",
    "这份样例用来检验什么。": "What the fixture is for.",
    "样例名；默认用文件编号。": "Name of the fixture; default the document's ID.",
    "样例文件夹。": "Folder of the fixtures.",
    "模型调用：问过什么、用了多少词元、花了多少钱；也可录制答复、清除旧的文字。": "Model calls: what was asked, tokens, cost; record replies, prune old texts.",
    "只看一份文件的调用：编号，或它唯一的开头几位。": "Calls of one document: its ID, or the start of it that no other shares.",
    "只列出在途的调用。": "Only calls that are under way.",
    "只列出可能丢失（也许已计费）的调用。": "Only calls that are possibly lost (and perhaps billed).",
    "列出最近的几次；--open、--lost 总是全部列出。": "How many of the newest to list; --open and --lost list all.",
    "清除这一天之前的提问和答复文字，如 2026-01-31；合计保留。": "Let go of questions and replies from before this day (2026-01-31); sums stay.",
    "同上，清除 N 天以前的。": "The same, older than N days.",
    "把答复录制成 JSONL 文件，供回放。": "Record the replies as JSONL, for replay.",
    "核对：列出待核对的文件，写下对照原件的判定；机器的读数不动，判定只增不减。": "Review: what waits for a person, and what a person decides; the machine's values stay, decisions are only added.",
    "谁判定的（也可用 GOUJI_REVIEWER；默认为系统用户名）。": "Who decides (or GOUJI_REVIEWER; default the system's user name).",
    "理由，一行。": "Why, in one line.",
    "只在最后一号修订仍是 N 时写入；有人先判定了就不写。": "Write only if the last revision is still N, not where somebody decided meanwhile.",
    "列出待核对的文件：风险大、要看的格数少的在前。": "List what waits for review: most risk for the fewest cells first.",
    "最多列出几份；不写则全部。": "How many to list; default all.",
    "显示下一份待核对的文件和其中待判定的问题。": "Show the next document to review and its open problems.",
    "写明页上某一格印的是什么；不是写勾稽关系要的数。": "Say what the page shows in a cell; not what a sum wants.",
    "单元格=页上的数；没有数写 空、-、无 或 缺。": "Cell=number on the page; for none empty, -, not_applicable or missing.",
    "判定问题出在文件本身：页上就是这样印的。": "Say that the document itself is wrong: the page prints it so.",
    "问题编号，见 gouji review next。": "IDs of problems, see gouji review next.",
    "核对完：其余的问题都已看过，照机器的读数。": "Close: all other problems were looked at, the values stand as read.",
    "只判定这几个问题；不写则全部，并结束核对。": "Only these problems; without any all of them, and the document is closed.",
    "重新打开一份已核对完或已通过的文件。": "Open a document again that was reviewed or accepted.",
    "撤销最近一次还有效的判定；记录仍然保留。": "Withdraw the last act that stands; its record stays.",
    "列出一份文件的全部判定：谁、何时、改前改后、理由。": "List every decision about a document: who, when, before, after, why.",
    "各机关各年度一览：谁交了谁没交，相邻年度、同一年度的几份文件之间有什么对不上。": "Offices by year: who has handed in, and what neighbouring years and copies disagree about.",
    "机关名单，表头为 机关,上级,年度；年度写成 2021-2024 或 2021;2023。": "List of offices: office,parent,years; years as 2021-2024 or 2021;2023.",
    "只看这一个年度。": "Only this year.",
}
"""Every Chinese help text of the commands and its English counterpart."""


def with_headings(text: str, headings: Headings) -> str:
    """Replace the headings that the library writes."""
    for pattern, heading in headings:
        text = re.sub(pattern, heading, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    headings = HEADINGS

    def get_help(self, ctx: Any) -> str:
        """Render the help text."""
        return with_headings(super().get_help(ctx), self.headings)


class Group(TyperGroup):
    """The list of commands, in the order of the code, with Chinese headings."""

    headings = HEADINGS

    def get_help(self, ctx: Any) -> str:
        """Render the help text."""
        return with_headings(super().get_help(ctx), self.headings)


def build(app: typer.Typer, language: Language) -> Group:
    """Turn ``app`` into a command with its help in ``language``."""
    root = get_command(app)
    if not isinstance(root, Group):
        raise TypeError("the app must declare cls=Group")
    if language == "en":
        for each in _with_commands(root):
            _to_english(each)
    return root


def _with_commands(command: object) -> Iterator[object]:
    """``command`` and, where it is a group, all commands below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _with_commands(each)


def _to_english(command: object) -> None:
    for holder in (command, *getattr(command, "params", ())):
        for attribute in ("help", "short_help"):
            text = getattr(holder, attribute, None)
            if isinstance(text, str) and text in ENGLISH:
                setattr(holder, attribute, ENGLISH[text])
    if isinstance(command, Command | Group):
        command.headings = ()


def usage_error(error: typer.TyperException) -> str:
    """Say what is wrong with the command line; without arguments at all, the help text itself."""
    message = error.format_message()
    if "\n" in message:
        return message
    return (
        console.say("命令行有误：", "Usage error: ")
        + message
        + console.say(" 运行 gouji --help 查看用法。", " See gouji --help.")
    )
