"""PDF files, drawn here page by page."""

import pymupdf
import pytest

from gouji.convert import convert
from gouji.document import Source
from gouji.errors import ConvertError

FILLER = "本报告的各项数据统计期限为全年，由本镇汇总编制。"


class Drawing:
    """A PDF under construction, with text placed by its baseline."""

    def __init__(self, width=595, height=842):
        self.pdf = pymupdf.open()
        self.size = (width, height)
        self.next_page()

    def next_page(self):
        self.page = self.pdf.new_page(width=self.size[0], height=self.size[1])
        return self

    def write(self, x, y, content, size=10, **options):
        font = "helv" if content.isascii() else "china-s"
        self.page.insert_text((x, y), content, fontname=font, fontsize=size, **options)
        return self

    def grid(self, xs, ys):
        for x in xs:
            self.page.draw_line((x, ys[0]), (x, ys[-1]), width=0.5)
        for y in ys:
            self.page.draw_line((xs[0], y), (xs[-1], y), width=0.5)
        return self

    def source(self, **options):
        return Source.of("a.pdf", self.pdf.tobytes(**options))


def drawn():
    return Drawing().write(60, 60, FILLER)


def rows(document, table=0):
    found = {}
    for cell in document.tables[table].cells:
        found.setdefault(cell.row, []).append(document.text[cell.start : cell.end])
    return [found[row] for row in sorted(found)]


def test_lines_come_in_reading_order_and_columns_stay_apart():
    document = convert(
        drawn()
        .write(60, 120, "办结")
        .write(150, 120, "12")
        .write(250, 120, "7")
        .write(60, 90, "二、")
        .source()
    )
    assert document.text == f"{FILLER}\n二、\n办结\t12\t7\n"
    assert document.tables == ()


def test_a_ruled_table_is_a_table_with_empty_cells_and_places():
    drawing = drawn().grid([60, 120, 200, 280], [100, 130, 160])
    drawing.write(65, 120, "类别").write(125, 120, "商业").write(205, 120, "7730.28").write(125, 150, "0")
    document = convert(drawing.source())
    assert rows(document) == [["类别", "商业", "7730.28"], ["", "0", ""]]
    assert document.text == f"{FILLER}\n类别\t商业\t7730.28\n\t0\t\n"
    at = document.text.index("7730.28")
    place = document.place(at, at + 7)
    assert place.page == 1
    assert 204 < place.box[0] < 206
    assert 108 < place.box[1] < 115 < place.box[3] < 126
    assert document.tables[0].cells[2].box == pytest.approx((200, 100, 280, 130), abs=0.5)


def test_the_point_of_a_number_stays_where_it_is_printed():
    drawing = drawn().grid([60, 160, 260], [100, 130])
    drawing.write(192.8, 120, ".").write(165, 120, "12303").write(195.6, 120, "63").write(65, 120, "费")
    assert rows(convert(drawing.source())) == [["费", "12303.63"]]


def test_digits_that_run_over_a_ruling_stay_one_number():
    drawing = drawn().grid([60, 120, 160, 200], [100, 130])
    drawing.write(65, 120, "甲").write(122, 120, "7").write(163, 120, "1234567")
    assert rows(convert(drawing.source())) == [["甲", "7", "1234567"]]


def test_a_number_torn_over_two_lines_of_a_full_cell_is_joined_and_stacked_numbers_are_not():
    drawing = drawn().grid([60, 90, 200], [100, 160])
    drawing.write(63, 120, "1361").write(63, 135, "2").write(103, 120, "12").write(103, 135, "34")
    assert rows(convert(drawing.source())) == [["13612", "12 34"]]


def test_a_number_torn_before_its_only_unit_is_one_number():
    drawing = drawn().grid([60, 110, 160], [100, 160])
    drawing.write(70, 120, "8153").write(70, 135, "40").write(82, 135, "件")
    drawing.write(112, 120, "12").write(112, 135, "3").write(118, 135, "件")
    assert rows(convert(drawing.source())) == [["815340件", "12 3件"]]


def test_a_raised_mark_is_no_digit_of_the_number_before_it():
    drawing = drawn().grid([60, 160, 260], [100, 130])
    drawing.write(65, 120, "4071").write(87.5, 116, "1", size=6).write(165, 120, "9").write(
        171, 116, "[2]", size=6
    )
    document = convert(drawing.source())
    assert rows(document) == [["4071¹", "9 [²]"]]
    at = document.text.index("4071")
    assert document.place(at, at + 4).box[2] < 88


def test_a_wrapped_label_is_joined_without_a_space():
    drawing = (
        drawn()
        .grid([60, 90, 200], [100, 160])
        .write(63, 120, "商业")
        .write(63, 135, "企业")
        .write(103, 120, "1")
    )
    assert rows(convert(drawing.source())) == [["商业企业", "1"]]


def test_a_table_ruled_only_across_keeps_its_rows_and_columns():
    drawing = drawn()
    for y in (100, 140, 160, 180):
        for a, b in ((60, 160), (160, 200), (200, 260)):
            drawing.page.draw_line((a, y), (b, y), width=0.5)
    drawing.write(65, 115, "予以").write(65, 130, "公开").write(165, 122, "5").write(205, 122, "7")
    drawing.write(65, 155, "总计").write(165, 155, "5").write(65, 175, "结转").write(205, 175, "7")
    assert rows(convert(drawing.source())) == [["予以公开", "5", "7"], ["总计", "5", ""], ["结转", "", "7"]]


def test_each_page_starts_with_a_form_feed_and_has_its_own_table():
    drawing = drawn().grid([60, 120, 200], [100, 130]).write(65, 120, "甲").write(125, 120, "1")
    drawing.next_page().grid([60, 120, 200], [100, 130]).write(65, 120, "乙").write(125, 120, "2").write(
        290, 800, "- 2 -"
    )
    document = convert(drawing.source())
    assert document.text == f"{FILLER}\n甲\t1\n\f乙\t2\n- 2 -\n"
    assert [(page.number, page.width, page.height, page.start) for page in document.pages] == [
        (1, 595, 842, 0),
        (2, 595, 842, document.text.index("\f")),
    ]
    assert [table.cells[0].page for table in document.tables] == [1, 2]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_that_is_upright_once_the_page_is_turned_reads_the_same(turn):
    drawing = drawn().grid([60, 120, 200], [100, 130]).write(65, 120, "甲").write(125, 120, "12")
    flat = pymupdf.open(stream=drawing.source().content, filetype="pdf")
    turned = pymupdf.open()
    width, height = (842, 595) if turn in {90, 270} else (595, 842)
    page = turned.new_page(width=width, height=height)
    page.show_pdf_page(page.rect, flat, 0, rotate=turn)
    page.set_rotation(turn)
    document = convert(Source.of("a.pdf", turned.tobytes()))
    assert document.text == f"{FILLER}\n甲\t12\n"
    at = document.text.index("12")
    box = document.place(at, at + 2).box
    page.set_rotation(0)
    assert page.get_textbox(pymupdf.Rect(box)).strip().replace("\n", "") in {"12", "21"}
    assert (document.pages[0].width, document.pages[0].height) == (width, height)


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (lambda drawing: drawing.write(60, 90, "99", color=(1, 1, 1)), "white"),
        (lambda drawing: drawing.write(60, 90, "99", render_mode=3), "invisible"),
        (lambda drawing: drawing.write(60, 90, "99", size=1), "tiny"),
        (lambda drawing: drawing.write(-90, 90, "99"), "off_page"),
    ],
)
def test_hidden_text_is_reported_with_its_page_and_is_no_text(draw, reason):
    document = convert(draw(drawn()).source())
    assert document.text == f"{FILLER}\n"
    assert [(hidden.text, hidden.reason, hidden.page) for hidden in document.hidden] == [("99", reason, 1)]


def box(page, rect, colour, **options):
    page.draw_rect(rect, color=None, fill=colour, **options)


def picture(page, rect):
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 4, 4))
    pixels.clear_with(255)
    page.insert_image(rect, pixmap=pixels)


@pytest.mark.parametrize(
    "cover",
    [
        lambda page: box(page, (95, 85, 160, 105), (1, 1, 1)),
        lambda page: box(page, (95, 85, 160, 105), (0, 0, 0.5)),
        lambda page: picture(page, (95, 85, 160, 105)),
    ],
)
def test_what_is_drawn_over_text_hides_it_and_text_over_that_is_seen(cover):
    drawing = drawn().write(60, 100, "计").write(100, 100, "2748")
    cover(drawing.page)
    document = convert(drawing.write(120, 100, "31").source())
    assert document.text.split("\n")[1] == "计\t31"
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("2748", "covered")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda page: box(page, (95, 85, 160, 105), (0.9, 0.9, 1)), None),
        (None, lambda page: box(page, (95, 85, 160, 105), (1, 1, 0), fill_opacity=0.3)),
        (None, lambda page: box(page, (95, 102, 160, 105), (0, 0, 0))),
        (None, lambda page: page.draw_rect((95, 85, 160, 105))),
        (lambda page: picture(page, (95, 85, 160, 105)), None),
    ],
)
def test_shading_behind_text_and_frames_around_it_hide_nothing(before, after):
    drawing = drawn().write(60, 100, "计")
    if before:
        before(drawing.page)
    drawing.write(100, 100, "2748")
    if after:
        after(drawing.page)
    document = convert(drawing.source())
    assert "计\t2748\n" in document.text
    assert document.hidden == ()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([(100, 96.5, 116.7, 96.5)], "计\t~315~0"),
        ([(100, 96.5, 122.2, 96.5)], "计\t~3150~"),
        ([(100, 101.5, 122.2, 101.5)], "计\t3150"),
        ([(100, 91.5, 122.2, 91.5)], "计\t3150"),
        ([(40, 96.5, 300, 96.5)], "计\t3150"),
    ],
)
def test_digits_that_a_line_strikes_out_are_no_number(lines, text):
    drawing = drawn().write(60, 100, "计").write(100, 100, "3150")
    for x0, y0, x1, y1 in lines:
        drawing.page.draw_line((x0, y0), (x1, y1), width=0.6)
    assert f"\n{text}\n" in convert(drawing.source()).text


def test_what_clipping_cuts_off_is_hidden():
    drawing = drawn().write(60, 100, "计")
    page = drawing.page
    drawing.write(100, 100, "7")
    last = page.get_contents()[-1]
    height = page.rect.height
    words = f"\nq 100 {height - 120} 11 12 re W n BT /helv 10 Tf 100 {height - 118} Td (24813579) Tj ET Q\n"
    drawing.pdf.update_stream(last, drawing.pdf.xref_stream(last) + words.encode())
    document = convert(drawing.source())
    assert "\n24\n" in document.text
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("813579", "covered")]


def test_white_text_on_a_dark_cell_is_text():
    drawing = drawn()
    drawing.page.draw_rect((50, 75, 200, 100), color=None, fill=(0.1, 0.2, 0.5))
    assert convert(drawing.write(60, 90, "99", color=(1, 1, 1)).source()).text == f"{FILLER}\n99\n"


def test_characters_printed_twice_for_bold_count_once():
    assert (
        convert(drawn().write(60, 90, "总计112").write(60.3, 90, "总计112").source()).text
        == f"{FILLER}\n总计112\n"
    )


def test_a_slanted_watermark_does_not_mix_with_the_lines():
    drawing = drawn().grid([60, 160, 260], [100, 200]).write(65, 150, "办结").write(165, 150, "1")
    drawing.page.insert_text(
        (80, 180), "9999", fontsize=40, morph=(pymupdf.Point(80, 180), pymupdf.Matrix(45)), fontname="helv"
    )
    assert rows(convert(drawing.source())) == [["办结", "1"]]


def test_a_frame_around_prose_is_no_table():
    drawing = Drawing().grid([40, 550], [40, 800]).write(60, 60, FILLER).write(60, 90, FILLER)
    document = convert(drawing.source())
    assert document.tables == ()
    assert document.text == f"{FILLER}\n{FILLER}\n"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (
            lambda: drawn().source(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y"),
            "encrypted",
        ),
        (lambda: Source.of("a", drawn().source().content[:-200]), "broken_pdf"),
        (lambda: Source.of("a", b"%PDF-1.7\n" + b"\0\1\2" * 400), "broken_pdf"),
        (lambda: Drawing().source(), "no_text_layer"),
        (lambda: Drawing().write(60, 60, FILLER, render_mode=3).source(), "no_text_layer"),
    ],
    ids=["encrypted", "truncated", "random", "blank", "recognised scan"],
)
def test_what_cannot_be_read_says_why_and_what_to_do(source, code):
    with pytest.raises(ConvertError) as caught:
        convert(source())
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_file_with_only_an_owner_password_is_read():
    source = drawn().source(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="y")
    assert convert(source).text == f"{FILLER}\n"


def test_too_many_pages_are_refused():
    drawing = drawn()
    for _ in range(500):
        drawing.next_page()
    with pytest.raises(ConvertError) as caught:
        convert(drawing.source())
    assert caught.value.code == "too_many_pages"
