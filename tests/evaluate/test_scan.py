"""Scans are what their shape says, and every number stands where the copy says it does."""

import base64
import io
import re
import zipfile
from functools import cache

import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import Missing
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render import fonts
from gouji.evaluate.render.page import PaperPage
from gouji.evaluate.render.scan.conditions import DIAL, Conditions, draw_dials
from gouji.evaluate.render.scan.degrade import scan
from gouji.evaluate.render.scan.geometry import draw_view, turned, warp
from gouji.evaluate.render.scan.recipes import SCAN_NAMES
from gouji.evaluate.render.scan.seal import carve
from gouji.evaluate.render.scan.shapes import make_scan


@cache
def low(shape, severity=1):
    """A small town's scan at 150 dpi."""
    return make_scan(shape, make_gold(2, "county"), 4, severity=severity, dpi=150)


def images(copy):
    match copy.suffix:
        case ".pdf":
            with pymupdf.open(stream=copy.content) as document:
                assert not any(page.get_text().strip() for page in document)
                files = [document.extract_image(page.get_images()[0][0])["image"] for page in document]
        case ".zip":
            archive = zipfile.ZipFile(io.BytesIO(copy.content))
            files = [archive.read(name) for name in archive.namelist()]
        case ".tiff":
            whole = Image.open(io.BytesIO(copy.content))
            found = []
            for at in range(whole.n_frames):
                whole.seek(at)
                found.append(whole.copy())
            return found
        case ".html":
            files = [base64.b64decode(part) for part in re.findall(rb'base64,([^"]+)', copy.content)]
        case _:
            files = [copy.content]
    return [Image.open(io.BytesIO(file)) for file in files]


def grey(image):
    return np.asarray(image.convert("L"), dtype=float)


@pytest.mark.parametrize("shape", SCAN_NAMES)
def test_digits_stand_where_the_copy_says_and_nothing_is_lost(shape):
    copy = low(shape)
    pages = [grey(image) for image in images(copy)]
    printed = {path for path, value in copy.expected.items() if not isinstance(value, Missing)}
    assert printed <= copy.places.keys() <= copy.expected.keys()
    inked = 0
    for page, x0, y0, x1, y1 in copy.places.values():
        level = pages[page - 1]
        assert 0 <= x0 < x1 <= level.shape[1]
        assert 0 <= y0 < y1 <= level.shape[0]
        around = level[max(round(y0) - 12, 0) : round(y1) + 12, max(round(x0) - 12, 0) : round(x1) + 12]
        inside = level[round(y0) : round(y1), round(x0) : round(x1)]
        inked += np.median(around) - inside.min() > 40
    assert inked >= 0.97 * len(copy.places)


@pytest.mark.parametrize("shape", ["scan_sealed", "scan_photo", "scan_fax", "scan_composed"])
def test_the_same_words_give_the_same_pixels(shape):
    again = make_scan(shape, make_gold(2, "county"), 4, severity=1, dpi=150)
    assert again == low(shape)


def test_no_two_seeds_give_the_same_conditions():
    gold = make_gold(2, "town")
    made = [make_scan("scan_composed", gold, seed, dpi=150).traits for seed in range(3)]
    assert len({tuple(traits.items()) for traits in made}) == 3


@settings(max_examples=40)
@given(
    skew=st.floats(-7, 7),
    perspective=st.sampled_from([0.0, 0.03, 0.1]),
    turn=st.sampled_from([0, 90, 180, 270]),
    desk=st.booleans(),
    at=st.tuples(st.integers(60, 520), st.integers(60, 780)),
)
def test_a_dot_is_found_at_its_place_however_the_page_lies(skew, perspective, turn, desk, at):
    page = Image.new("L", (600, 850), 255)
    page.paste(0, (at[0], at[1], at[0] + 9, at[1] + 9))
    conditions = Conditions(skew=skew, perspective=perspective, turn=turn, desk=desk)
    view = draw_view(page.size, conditions, dice("dot", *at))
    seen = page if view.flat else warp(page, view, 255)
    levels = grey(turned(seen, view))
    x0, y0, x1, y1 = view.place((at[0], at[1], at[0] + 9, at[1] + 9))
    ys, xs = np.nonzero(levels < 128)
    assert xs.min() >= x0 - 1.5
    assert xs.max() <= x1 + 1.5
    assert ys.min() >= y0 - 1.5
    assert ys.max() <= y1 + 1.5


@pytest.mark.parametrize("name", DIAL)
def test_the_dial_makes_every_condition_worse(name):
    drawn = [abs(draw_dials((name,), severity, dice("dial", name))[name]) for severity in range(4)]
    order = sorted(drawn, reverse=name in {"ink", "quality"})
    assert drawn == order
    assert len(set(drawn)) == 4


@pytest.mark.parametrize("shape", ["scan_noisy", "scan_blurred", "scan_pale", "scan_low_jpeg"])
def test_pages_differ_more_from_clean_ones_as_severity_rises(shape):
    """Sharp dark strokes on even paper are what a clean page has and a bad one loses."""

    def legibility(severity):
        copy = low(shape, severity)
        page, x0, y0, x1, y1 = copy.places["requests.received.total"]
        level = grey(images(copy)[page - 1])[round(y0) : round(y1), round(x0) : round(x1)]
        darkest = np.percentile(level, 2)
        rough = np.abs(np.diff(level, n=2)).mean()
        return (np.median(level) - darkest) / (10 + rough) if shape == "scan_noisy" else np.ptp(level)

    if shape == "scan_low_jpeg":
        sizes = [len(low(shape, severity).content) for severity in range(4)]
        assert sizes == sorted(sizes, reverse=True)
    else:
        assert legibility(3) < legibility(0)


def sealed(kind, tone):
    paper = PaperPage(200, 200, numbers={"under": (95, 30, 120, 60), "beside": (10, 10, 30, 20)})
    ink = Image.new("L", (400, 400), 255)
    mask = carve("岚川县人民政府", fonts.CARRIED, 144, dice("seal"))
    at = (100.0, 100.0)
    return scan(ink, paper, Conditions(tone=tone, seal=kind), [(mask, at)], dice("scan"))


def test_a_seal_is_red_in_colour_and_dark_in_grey():
    red = np.asarray(sealed("transparent", "colour").image, dtype=int)
    assert ((red[..., 0] - red[..., 1]) > 90).sum() > 2000
    assert (np.asarray(sealed("transparent", "grey").image) < 160).sum() > 2000


def test_only_opaque_seals_hide_numbers_and_only_those_under_their_ink():
    assert sealed("opaque", "colour").covered == ("under",)
    assert sealed("transparent", "colour").covered == ()


@pytest.mark.parametrize(("ink", "shadow"), [(1.0, 0.0), (0.4, 0.0), (1.0, 0.6), (0.5, 0.3)])
def test_two_tones_keep_pale_ink_and_ink_in_the_shadow(ink, shadow):
    page = Image.new("L", (800, 1100), 255)
    for x in range(100, 700, 100):
        for y in range(100, 1000, 100):
            page.paste(0, (x, y, x + 12, y + 16))
    conditions = Conditions(tone="bilevel", ink=ink, shadow=shadow)
    picture = scan(page, PaperPage(400, 550), conditions, (), dice("tones", ink, shadow))
    black = ~np.asarray(picture.image)
    marks = np.asarray(page) == 0
    assert black[marks].mean() > 0.9
    assert black[~marks].mean() < 0.01


def test_hidden_numbers_are_damage_and_the_outcome_is_left_open():
    made = [make_scan("scan_sealed_opaque", make_gold(seed, "dense"), seed, dpi=150) for seed in range(4)]
    hidden = [copy for copy in made if copy.damage]
    assert hidden
    for copy in hidden:
        assert copy.status is None
        assert not copy.undamaged
        assert all(tag.removeprefix("sealed:") in copy.places for tag in copy.damage)


def test_a_clean_scan_is_undamaged_and_a_very_bad_one_may_be_given_up():
    assert low("scan_clean").undamaged
    assert low("scan_noisy", 3).status is None


def test_carriers_of_scans_are_told_from_text_in_the_same_kind_of_file():
    carriers = {low(shape).carrier for shape in SCAN_NAMES}
    assert {"scan_pdf", "html_pictures"} <= carriers
    assert not carriers & {"pdf", "html"}


def test_without_any_font_file_the_carried_typeface_prints_the_page():
    nowhere = ("/nowhere",)
    assert fonts.installed(nowhere) == {}
    assert fonts.choose(dice(1), "song", nowhere) is fonts.CARRIED
    assert set(fonts.missing(nowhere)) == {"song", "hei", "kai"}
    assert fonts.CARRIED.advance("一") == 1.0


def test_fonts_are_found_by_file_name_below_the_folders(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "uming.ttc").write_bytes(b"font")
    found = fonts.installed((str(tmp_path),))
    assert [face.kind for face in found.values()] == ["song"]
    described = next(iter(found.values())).as_json()
    assert (described["file"], described["index"], len(described["sha256"])) == ("uming.ttc", 0, 64)
    assert set(fonts.missing((str(tmp_path),))) == {"hei", "kai"}


def test_typefaces_are_drawn_from_all_that_fit():
    faces = fonts.installed()
    drawn = {fonts.choose(dice("face", seed)).name for seed in range(80)}
    assert drawn == {*faces, fonts.CARRIED.name} or not faces


def test_what_is_drawn_after_the_typeface_does_not_depend_on_the_fonts_installed():
    with_fonts, without = dice("same"), dice("same")
    fonts.choose(with_fonts, "kai")
    fonts.choose(without, "kai", ("/nowhere",))
    assert with_fonts.random() == without.random()
