"""Scans by the name of their shape: conditions drawn at a severity, pages set, printed and scanned."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import RenderedCopy, Spot
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.carrier import Carried, draw_sheet
from gouji.evaluate.render.copies import finish
from gouji.evaluate.render.fonts import Typeface, choose
from gouji.evaluate.render.layout import Sheet
from gouji.evaluate.render.page import PageStyle
from gouji.evaluate.render.scan.conditions import DESKS, LIDS, PAPERS, Conditions, draw_dials
from gouji.evaluate.render.scan.degrade import Picture
from gouji.evaluate.render.scan.recipes import COMPOSED, SCAN_SHAPES, Recipe, Rows, compose
from gouji.evaluate.render.scan.scanner import CARRIERS, Scanner
from gouji.evaluate.render.structure import Change


def make_scan(
    shape: str,
    gold: GoldReport,
    seed: int,
    damage: tuple[Change, ...] = (),
    severity: int = 1,
    *,
    dpi: int | None = None,
) -> RenderedCopy:
    """Print ``gold`` and scan it in ``shape``; ``dpi`` takes the place of the resolution drawn."""
    rng = dice("scan", shape, gold.kind, gold.seed, seed, severity)
    recipe = compose(rng) if shape == COMPOSED else SCAN_SHAPES[shape]
    carrier = rng.choice(recipe.carriers)
    conditions = _draw_conditions(recipe, severity, rng)
    if dpi is not None:
        conditions = replace(conditions, dpi=dpi)
    face, rows = choose(rng, recipe.font), rng.choice(recipe.rows)
    sheet = draw_sheet(gold, rng, Carried(0.25 * severity, severity=min(severity, 1)), damage)
    style = _page_style(rows, rng)
    if chance(rng, 0.85):
        style = _fitting(style, sheet, face)
    made = Scanner(conditions, face, style, rng)
    content, suffix, pictures = CARRIERS[carrier](made, sheet)
    sheet = _judged(sheet, pictures, severity)
    name = f"{shape}-{gold.kind}-{gold.seed}-{seed}" + (f"-severity{severity}" if severity != 1 else "")
    copy = finish(sheet, content, suffix, name, shape)
    traits = {"carrier": carrier, "font": face.name, "font_kind": face.kind, "rows": rows}
    return replace(
        copy, severity=severity, places=_places(pictures), traits={**traits, **_traits(made.conditions)}
    )


def _traits(conditions: Conditions) -> dict[str, str]:
    return {
        "dpi": str(conditions.dpi),
        "tone": conditions.tone,
        "turn": str(conditions.turn),
        "skew": f"{conditions.skew:.2f}",
        "seal": conditions.seal or "none",
        "quality": str(conditions.quality),
    }


def _draw_conditions(recipe: Recipe, severity: int, rng: random.Random) -> Conditions:
    dials = draw_dials(recipe.worse, severity, rng)
    return Conditions(
        dpi=rng.choice(recipe.dpi),
        tone=rng.choice(recipe.tones),
        turn=rng.choice(recipe.turns),
        skew=dials["skew"],
        noise=dials["noise"],
        specks=dials["specks"],
        blur=dials["blur"],
        ink=dials["ink"],
        quality=round(dials["quality"]),
        shadow=dials["shadow"],
        perspective=dials["perspective"],
        desk=recipe.desk,
        paper=rng.choice(PAPERS),
        ground=rng.choice(DESKS),
        lid=rng.choice(LIDS),
        seal=recipe.seal,
        seals=(0, 1, 1, 2)[severity] if recipe.seal else 0,
    )


def _page_style(rows: Rows, rng: random.Random) -> PageStyle:
    """A page as offices print it; ``rows`` tight, normal or loose."""
    padding, leading = {"tight": (0.6, 1.12), "normal": (2.5, 1.3), "loose": (5.5, 1.5)}[rows]
    upright = PageStyle(
        margin=rng.choice([44.0, 54.0, 68.0]),
        size=rng.choice([8.0, 9.0, 10.5]),
        leading=leading,
        padding=padding,
        rule_width=rng.choice([0.5, 0.75, 1.0]),
        repeat_heads=chance(rng, 0.3),
        page_number=rng.choice(["- {} -", "{}", "— {} —", "第 {} 页", ""]),
        align=rng.choice(["centre", "centre", "centre", "right"]),
        label_widths=rng.choice([(0.10, 0.14, 0.26), (0.07, 0.11, 0.24), (0.08, 0.12, 0.30)]),
        signed_right=True,
    )
    return replace(upright, width=842.0, height=595.0) if chance(rng, 0.15) else upright


def _fitting(style: PageStyle, sheet: Sheet, face: Typeface) -> PageStyle:
    """Letters small enough for the widest number of table 3 to stand in one line."""
    slots = [slot for table in sheet.tables("requests") for line in table.lines for slot in line.numbers]
    texts = [slot.text.partition("(")[0].partition("（")[0] for slot in slots]  # remarks may wrap
    widest = max((sum(map(face.advance, text)) for text in texts), default=1.0)
    column = (style.width - 2 * style.margin) * (1 - sum(style.label_widths)) / 7
    return replace(style, size=max(min(style.size, (column - 4.5) / widest), 7.0))


def _judged(sheet: Sheet, pictures: Sequence[Picture], severity: int) -> Sheet:
    """Numbers under opaque ink are damage; from severity 2 on a good reader may give up on others."""
    hidden = tuple(f"sealed:{path}" for picture in pictures for path in picture.covered)
    if hidden:
        return sheet.damaged(*hidden)
    return replace(sheet, status=None) if severity > 1 and sheet.status == "accepted" else sheet


def _places(pictures: Sequence[Picture]) -> dict[str, Spot]:
    return {
        path: (page, round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
        for page, picture in enumerate(pictures, 1)
        for path, box in picture.boxes.items()
    }
