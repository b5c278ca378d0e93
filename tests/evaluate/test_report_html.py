"""The page: answers first, nothing rounded away, hostile documents shown as text, no network in a browser."""

import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from evaluate_samples import DOCUMENTS, HOSTILE, LIMITS, SHOWN, SILENT, SOUND, A, answer, document, results
from gouji.evaluate.report.html import POLICY, render_html

WHOLE = render_html(results(limits=LIMITS, before=[SOUND]), SHOWN, "zh")


def section(html, name):
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_the_policy_allows_only_styles_of_the_page_and_pictures_inside_it():
    assert POLICY == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head = WHOLE.partition("</head>")[0]
    assert 'http-equiv="Content-Security-Policy"' in head
    assert head.index("Content-Security-Policy") < head.index("<style>")


def test_nothing_points_outside():
    addresses = re.findall(r"""(?:href|src|srcset|action|data)\s*=\s*["']?([^"'\s>]+)""", WHOLE)
    marked_up = [each for each in addresses if not each.startswith(("#", "data:image/png;base64,"))]
    assert not [each for each in marked_up if f"{each}" not in HOSTILE]
    assert "<script" not in WHOLE
    assert "@import" not in WHOLE
    assert "url(" not in WHOLE


def test_the_first_screen_answers_the_three_questions():
    silent = WHOLE.partition('id="answer-silent"')[2].partition("</div>")[0]
    assert '<p class="big">1 <small>格</small></p>' in silent
    assert "1 / 13" in silent
    assert "≤ 31.63 %" in silent  # by cell
    assert "1 / 5" in silent  # by document
    review = WHOLE.partition('id="answer-review"')[2].partition("</div>")[0]
    assert "通过 2、待核对 2、评测出错 1" in review
    assert "每份完好文件白点的格" in review
    against = section(WHOLE, "answer-against")
    assert "0 % → 7.69 %" in against
    assert "↑ 变差" in against
    assert "3 条中 2 条没有守住" in against


def test_without_baseline_and_gates_it_says_so():
    html = render_html(results(), (), "zh")
    assert "没有给出基线，无从比较。" in html
    assert "没有设门槛" in html


def test_what_was_not_measured_is_said_never_0():
    html = render_html(results([SOUND]), (), "zh")
    laundered = html.partition("<dt>被洗掉的印错数</dt>")[2].partition("</dd>")[0]
    assert laundered.startswith("<dd>无可测")
    english = render_html(results([SOUND]), (), "en")
    assert "nothing to measure" in section(english, "measures")


def test_a_clean_run_lists_no_failure():
    html = section(render_html(results([SOUND]), (), "zh"), "failures")
    assert "没有悄悄出错的格，完好的文件全部直接通过。" in html
    assert "<article" not in html


def test_documents_that_do_not_fit_are_counted():
    many = [document(f"shapes/x/{at}", answer(status="needs_review")) for at in range(5)]
    html = section(render_html(results(many), (), "zh"), "failures")
    assert "另有 5 份没有列在这里" in html


def test_a_broken_evaluation_is_shown_with_its_reason():
    html = section(WHOLE, "failures")
    assert "ValueError: &lt;no&gt; 页" in html


def test_what_was_skipped_is_named():
    html = section(WHOLE, "measures")
    assert "缺少 soffice" in html


def test_every_document_text_is_escaped():
    html = section(WHOLE, "failures")
    assert "&lt;script&gt;document.title" in html
    assert "⟦U+202E⟧" in html
    assert "\u202e" not in WHOLE
    assert "\x00" not in WHOLE
    assert "{{ 7*7 }}" in html
    WHOLE.encode()


def test_english_has_no_chinese_but_the_documents_own():
    page = render_html(results([SOUND], limits=LIMITS[:1]), (), "en")
    shown = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    chinese = re.findall(r"[一-鿿]+", re.sub(r'(?s)<section id="slices">.*?</section>', "", shown))
    assert set(chinese) <= {"缺少"}  # the reason that the sample gives for what it skipped
    assert '<html lang="en">' in page


def test_the_same_results_give_the_same_page():
    assert render_html(results(limits=LIMITS, before=[SOUND]), SHOWN, "zh") == WHOLE


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium, without network."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield launched
        launched.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open pages offline; whatever they ask for, log or pop up is kept."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    seen = []
    context.on("request", lambda request: seen.append(request.url))

    def open_page(html, width=1280):
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        page = context.new_page()
        page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.message}"))
        page.on("console", lambda message: seen.append(f"console {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error {error}"))
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path.as_uri())
        return page, [url for url in seen if url != path.as_uri()]

    yield open_page
    context.close()


@pytest.mark.needs_program("chromium", "chromium")
@pytest.mark.parametrize("width", [1280, 420])
def test_in_a_browser_plots_and_failures_show_and_nothing_is_asked_for(opened, width):
    page, asked = opened(WHOLE, width)
    assert [url for url in asked if not url.startswith("data:image/png;base64,")] == []
    plots = [plot.bounding_box() for plot in page.query_selector_all("#plots figure svg")]
    assert len(plots) == 8
    assert all(box["width"] > 250 and box["height"] > 20 for box in plots)
    bars = [bar.bounding_box() for bar in page.query_selector_all("#plots rect")]
    assert sum(box["width"] * box["height"] > 20 for box in bars) >= 8
    cases = [head.inner_text() for head in page.query_selector_all(".failure h3")]
    assert cases == ["1. shapes/markdown/2", "2. shapes/docx/4", "3. shapes/pdf/1"]
    mark = page.query_selector(".failure mark.silent")
    assert mark.is_visible()
    assert mark.inner_text().startswith("12")
    box = page.query_selector(".failure svg rect.box.needless").bounding_box()
    picture = page.query_selector(".failure svg image").bounding_box()
    assert box["width"] > 4
    assert picture["x"] < box["x"] < picture["x"] + picture["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.needs_program("chromium", "chromium")
def test_in_a_browser_a_hostile_document_is_text_and_does_nothing(opened):
    long_line = "9" * 1_000_000
    text = HOSTILE + long_line
    shown = [{"case": "shapes/markdown/2", "file": "x", "text": text, "report": SILENT}]
    page, asked = opened(render_html(results(DOCUMENTS, limits=LIMITS), shown, "zh"))
    page.wait_for_timeout(200)
    assert asked == []
    assert page.title() == "勾稽评测：快速套件"
    assert page.query_selector_all("script, iframe, object, .document img") == []
    inside = page.query_selector(".failure .document").inner_text()
    assert "<script>document.title='owned'" in inside
    assert "</pre></style></script><img src=" in inside
    assert "⟦U+202E⟧0 结转" in inside
    assert "⟦U+0000⟧⟦U+001B⟧[31m⟦U+D800⟧ & &amp;" in inside
    assert re.search(r"略去 999,\d{3} 个字", inside)
    assert page.query_selector(".failure mark.silent").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.needs_program("chromium", "chromium")
def test_in_a_browser_a_page_that_did_fetch_would_be_seen(opened):
    _, asked = opened("<img src=https://example.invalid/p.png><script>console.log(1)</script>")
    assert "https://example.invalid/p.png" in asked
    assert "console 1" in asked


@pytest.mark.needs_program("chromium", "chromium")
def test_in_a_browser_a_row_leads_to_its_mark(opened):
    text = "前\n" * 600 + HOSTILE
    offset = 1200
    given = answer(
        {A: 72},
        places={A: {"start": offset + HOSTILE.index("12\n"), "end": offset + HOSTILE.index("12\n") + 2}},
    )
    shown = [{"case": "shapes/markdown/2", "file": "x", "text": text, "report": given}]
    page, _ = opened(render_html(results(), shown, "zh"))
    page.click(".failure .cells a")
    mark = page.query_selector("#mark-1-1").bounding_box()
    assert 0 <= mark["y"] <= 900
