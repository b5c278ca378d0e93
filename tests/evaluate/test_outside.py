"""Copies by other programs: the truth of the original, the same pixels, and a reason where they are absent."""

import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymupdf
import pytest

from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.pixels import pixel_hashes
from gouji.evaluate.render.outside import browser
from gouji.evaluate.render.outside.program import BROWSER, OFFICE, OutsideError, Program, run
from gouji.evaluate.render.outside.shapes import (
    OUTSIDE_SHAPES,
    make_original,
    make_outside,
    render_batch,
    unavailable,
)
from gouji.evaluate.render.registry import make_copy

NEEDS = {
    OFFICE: pytest.mark.needs_program("soffice", "libreoffice-writer"),
    BROWSER: pytest.mark.needs_program("chromium", "chromium"),
}


def shapes(*targets):
    return [
        pytest.param(name, marks=NEEDS[outside.program])
        for name, outside in OUTSIDE_SHAPES.items()
        if outside.target in targets
    ]


def originals(shape, count=2):
    return [make_original(shape, make_gold(seed, KINDS[seed + 1]), seed) for seed in range(count)]


def text_of(content):
    with pymupdf.open(stream=content) as document:
        text = "".join("".join(page.get_text().split()) for page in document)
    return unicodedata.normalize("NFKC", text).replace(",", "")


@pytest.mark.parametrize("shape", shapes(".pdf"))
def test_the_print_holds_every_number_of_its_original(shape):
    for original, printed in zip(originals(shape), render_batch(shape, originals(shape)), strict=True):
        assert (printed.expected, printed.identity) == (original.expected, original.identity)
        assert (printed.carrier, printed.shape) == ("pdf", shape)
        text = text_of(printed.content)
        values = {str(value) for value in printed.expected.values() if not isinstance(value, Missing)}
        assert {value for value in values if value not in text} == set()
        title = unicodedata.normalize("NFKC", printed.identity.title or "")
        assert "".join(title.split()) in text


@pytest.mark.parametrize("shape", ["docx_by_libreoffice", "html_by_chromium_headed"])
def test_the_same_original_gives_the_same_pixels(shape, request):
    request.applymarker(NEEDS[OUTSIDE_SHAPES[shape].program])
    if reason := unavailable(shape):
        pytest.skip(reason)
    first, again = (render_batch(shape, originals(shape, 1))[0] for _ in range(2))
    assert pixel_hashes(".pdf", first.content) == pixel_hashes(".pdf", again.content)


@pytest.mark.needs_program("soffice", "libreoffice-writer")
def test_word_copies_become_legacy_documents():
    [made] = render_batch("doc_by_libreoffice", originals("doc_by_libreoffice", 1))
    assert made.content.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
    assert (made.suffix, made.traits["original"].partition("_")[0]) == (".doc", "docx")


@pytest.mark.needs_program("chromium", "chromium")
def test_what_was_made_is_kept_and_not_made_again(tmp_path):
    [first] = render_batch("html_by_chromium", originals("html_by_chromium", 1), tmp_path)
    [kept] = tmp_path.iterdir()
    assert kept.read_bytes() == first.content
    kept.write_bytes(b"%PDF kept")
    assert (
        render_batch("html_by_chromium", originals("html_by_chromium", 1), tmp_path)[0].content
        == b"%PDF kept"
    )


@pytest.mark.needs_program("chromium", "chromium")
def test_a_page_that_fails_is_told():
    with pytest.raises(OutsideError, match=r"Page\.printToPDF"):
        browser.print_pages([b"<p>text</p>"], [{"paperWidth": -1}])


@pytest.fixture
def listening():
    """A server on this machine: its port, and the paths that were asked of it."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def calling_page(port):
    """A page that asks for files of the server in every way that a page has."""
    there = f"http://127.0.0.1:{port}"
    return (
        f'<link rel="stylesheet" href="{there}/style"><img src="{there}/picture">'
        f'<img src="http://localhost:{port}/name"><iframe src="{there}/frame"></iframe>'
        f'<script>fetch("{there}/fetch", {{mode: "no-cors"}}); new WebSocket("ws://127.0.0.1:{port}/socket")</script>'
        "<p>text</p>"
    ).encode()


@pytest.mark.needs_program("chromium", "chromium")
def test_the_browser_reaches_no_network(listening):
    port, asked = listening
    assert "text" in text_of(browser.print_pages([calling_page(port)], [{}])[0])
    assert asked == []


@pytest.mark.needs_program("chromium", "chromium")
def test_without_the_flags_that_close_it_the_same_page_reaches_the_server(listening, monkeypatch):
    """The test above could fail."""
    port, asked = listening
    closing = ("--proxy-", "--host-resolver-rules")
    monkeypatch.setattr(
        browser, "_FLAGS", tuple(flag for flag in browser._FLAGS if not flag.startswith(closing))
    )
    browser.print_pages([calling_page(port)], [{}])
    assert {"/style", "/picture", "/name", "/frame"} <= set(asked)


def test_without_the_program_a_shape_has_a_reason_and_a_clear_error(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    for shape, outside in OUTSIDE_SHAPES.items():
        assert outside.program.name in unavailable(shape)
    with pytest.raises(OutsideError, match="not installed"):
        make_outside("docx_by_libreoffice", make_gold(1, "town"), 1)
    assert unavailable("tabs") is None


def test_a_program_that_overruns_is_ended_with_its_children(tmp_path):
    left = tmp_path / "left"
    began = time.monotonic()
    with pytest.raises(OutsideError, match="limit"):
        run(["/bin/sh", "-c", f"(sleep 2; touch {left}) & wait"], 0.2)
    assert time.monotonic() - began < 2
    time.sleep(2.2)
    assert not left.exists()


def test_a_program_that_fails_says_why():
    with pytest.raises(OutsideError, match="code 3: no such thing"):
        run(["/bin/sh", "-c", "echo no such thing >&2; exit 3"], 5)


def test_a_program_is_found_under_any_of_its_names(monkeypatch, tmp_path):
    (tmp_path / "second").write_text("#!/bin/sh\n")
    (tmp_path / "second").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Program("It", ("first", "second"), "it").path == str(tmp_path / "second")


@pytest.mark.needs_program("soffice", "libreoffice-writer")
def test_shapes_of_programs_are_made_by_name_like_any_other():
    copy = make_copy("docx_by_libreoffice", make_gold(4, "town"), 4)
    assert copy.content.startswith(b"%PDF")
