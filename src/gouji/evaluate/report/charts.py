"""Which plots a report shows, and of which figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gouji.evaluate.report.figures import amount, figure, percent
from gouji.evaluate.report.plots import Bar, Heat, Plot, bars, heat
from gouji.evaluate.report.words import in_order, key_name, kind_name
from gouji.evaluate.result import Measure
from gouji.messages import Language, pick

WORST = 12
"""Rows of a plot by shape: the worst so many."""
LEVELS = ("office", "copy", "reading")

Slices = Mapping[str, Mapping[str, Measure]]


def plots(results: Mapping[str, Any], language: Language) -> list[Plot]:
    """Every plot for which ``results`` hold figures."""
    slices = {
        dimension: {
            key: {name: Measure.from_json(stored) for name, stored in figures.items()}
            for key, figures in keys.items()
        }
        for dimension, keys in results["slices"].items()
    }
    made = [
        *(_silent(slices, dimension, language) for dimension in ("carrier", "shape")),
        *(_through(slices, dimension, language) for dimension in ("carrier", "shape")),
        _needless(slices, language),
        _calibration(slices, language),
        _seconds(slices, language),
        _detection(slices, language),
    ]
    return [plot for plot in made if plot is not None]


def worst_first(slices: Slices) -> list[str]:
    """Keys of slices, the worst first: silent cells, then sound documents held up, then needless cells."""

    def badness(key: str) -> tuple[float, float, float, str]:
        figures = slices[key]
        through = _value(figures, "straight_through_undamaged")
        return (
            -_value(figures, "silent", 0.0),
            1.0 if through is None else through,
            -_value(figures, "needless_per_undamaged", 0.0),
            key,
        )

    return sorted(slices, key=badness)


def _value(figures: Mapping[str, Measure], name: str, default: Any = None) -> Any:
    found = figures.get(name)
    return default if found is None or found.value is None else found.value


def _silent(slices: Mapping[str, Slices], dimension: str, language: Language) -> Plot | None:
    measured = _measured(slices, dimension, "silent")
    keys = sorted(measured, key=lambda key: (-(measured[key].value or 0), -(measured[key].upper or 0), key))
    rows = [
        Bar(
            label=key_name(dimension, key, language),
            value=measured[key].value,
            reach=measured[key].upper,
            note=" ".join(filter(None, _sample_and_bound(measured[key], language))),
            bad=bool(measured[key].count),
        )
        for key in keys[:WORST]
    ]
    title = pick(
        {
            "carrier": ("悄悄出错的格，按载体", "Silently wrong cells by carrier"),
            "shape": ("悄悄出错的格，按版式（最差在前）", "Silently wrong cells by shape (worst first)"),
        }[dimension],
        language,
    )
    caption = pick(
        (
            "深色是实际的比例，浅色到 95 % 置信上限；格数越少，上限越高。",
            "Dark: the rate seen; pale: up to its 95 % bound. The fewer cells, the higher the bound.",
        ),
        language,
    )
    return _plot(
        f"silent-{dimension}",
        title,
        caption + _rest(keys, measured, (0, "0 %"), language),
        bars(title, rows),
        rows,
    )


def _sample_and_bound(measure: Measure, language: Language) -> tuple[str, str]:
    shown = figure(measure, language)
    return shown.sample, shown.bound


def _through(slices: Mapping[str, Slices], dimension: str, language: Language) -> Plot | None:
    measured = _measured(slices, dimension, "straight_through_undamaged")
    keys = sorted(measured, key=lambda key: (measured[key].value or 0, -measured[key].of, key))
    rows = [
        Bar(
            label=key_name(dimension, key, language),
            value=measured[key].value,
            note=f"{percent(measured[key].value or 0)} ({measured[key].count:,.0f} / {measured[key].of:,})",
        )
        for key in keys[:WORST]
    ]
    title = pick(
        {
            "carrier": ("完好文件直接通过，按载体", "Undamaged documents straight through, by carrier"),
            "shape": (
                "完好文件直接通过，按版式（最差在前）",
                "Undamaged documents straight through, by shape (worst first)",
            ),
        }[dimension],
        language,
    )
    caption = pick(
        (
            "通过且每格都对的文件，占没有损坏、没有放错的文件。",
            "Accepted with every cell right, of documents without damage or injected error.",
        ),
        language,
    )
    svg = bars(title, rows, full=1)
    return _plot(
        f"through-{dimension}", title, caption + _rest(keys, measured, (1, "100 %"), language), svg, rows
    )


def _needless(slices: Mapping[str, Slices], language: Language) -> Plot | None:
    measured = _measured(slices, "shape", "needless_per_undamaged")
    keys = sorted(measured, key=lambda key: (-(measured[key].value or 0), key))
    rows = [
        Bar(
            label=key_name("shape", key, language),
            value=measured[key].value,
            note=f"{amount('needless_per_undamaged', measured[key].value, language)} (n = {measured[key].of:,})",
        )
        for key in keys[:WORST]
    ]
    title = pick(
        (
            "每份完好文件白点的格，按版式（最差在前）",
            "Cells named needlessly per undamaged document, by shape (worst first)",
        ),
        language,
    )
    caption = pick(
        (
            "读对了、单位也没印错，却被错误提示点到的格。",
            "Right cells that an error finding names all the same.",
        ),
        language,
    )
    return _plot(
        "needless-shape", title, caption + _rest(keys, measured, (0, "0"), language), bars(title, rows), rows
    )


def _calibration(slices: Mapping[str, Slices], language: Language) -> Plot | None:
    figures = slices.get("grade", {})
    rows = []
    for key in in_order("grade", figures):
        exact, wrong = figures[key]["cells_exact"], figures[key]["wrong"]
        if exact.value is None:
            continue
        errors = f"错 {wrong.count:,.0f}" if language == "zh" else f"{wrong.count:,.0f} wrong"
        rows.append(
            Bar(
                label=key_name("grade", key, language),
                value=exact.value,
                note=f"{percent(exact.value)} ({errors} / {exact.of:,})",
                bad=key == "verified" and wrong.count > 0,
            )
        )
    title = pick(("评级可信吗：各评级里读对的格", "Calibration: cells right, by grade"), language)
    caption = pick(
        (
            "“勾稽印证”应当几乎全对；其余评级本来就要人看。",
            "“verified” should be right nearly always; the other grades ask for a person.",
        ),
        language,
    )
    return _plot("calibration", title, caption, bars(title, rows, full=1), rows)


def _seconds(slices: Mapping[str, Slices], language: Language) -> Plot | None:
    rows = []
    carriers = slices.get("carrier", {})
    for key in in_order("carrier", carriers):
        middle, far = (_value(carriers[key], name) for name in ("seconds_median", "seconds_p95"))
        if middle is not None and far is not None:
            note = f"{middle:.2f} / {far:.2f} {'秒' if language == 'zh' else 's'}"
            rows.append(Bar(key_name("carrier", key, language), middle, note, reach=far))
    title = pick(("每份文件用时，按载体", "Seconds per document, by carrier"), language)
    caption = pick(
        ("深色是中位数，浅色到 95 分位。", "Dark: median; pale: up to the 95th percentile."), language
    )
    return _plot("seconds", title, caption, bars(title, rows), rows)


def _detection(slices: Mapping[str, Slices], language: Language) -> Plot | None:
    """Kinds of injected errors by the level where they were made: the share that findings name wholly."""
    measured = {
        tuple(key.rpartition("@")[::2]): found
        for key, found in _measured(slices, "error", "wholly_detected").items()
    }
    kinds = list(dict.fromkeys(kind for kind, _ in measured))
    levels = [level for level in LEVELS if any((kind, level) in measured for kind in kinds)]
    rows = [
        (
            kind_name(kind, language),
            [_heat(measured.get((kind, level))) for level in levels],
        )
        for kind in kinds
    ]
    title = pick(("放进去的错，全部点到的有多少", "Injected errors wholly named by findings"), language)
    caption = pick(
        (
            "每格是百分比和错误个数。读数出错里有些不违反任何勾稽关系（表二、互换），只能靠别的读法发现。",
            "Percent, and how many errors. Some errors in readings break no equation (table 2, swaps).",
        ),
        language,
    )
    columns = [key_name("level", level, language) for level in levels]
    return _plot("detection", title, caption, heat(title, columns, rows), rows)


def _heat(measure: Measure | None) -> Heat:
    if measure is None or measure.value is None:
        return Heat(None, "·")
    return Heat(measure.value, f"{int(100 * measure.value + 1e-9)} % ({measure.of:,})")


def _measured(slices: Mapping[str, Slices], dimension: str, name: str) -> dict[str, Measure]:
    """The slices where there was something to measure."""
    found = slices.get(dimension, {})
    return {
        key: found[key][name]
        for key in in_order(dimension, found)
        if name in found[key] and found[key][name].value is not None
    }


def _rest(
    keys: Sequence[str], measured: Mapping[str, Measure], perfect: tuple[float, str], language: Language
) -> str:
    """How many of ``keys`` are not drawn, and whether all of them are as they should be."""
    left = [measured[key].value for key in keys[WORST:]]
    if not left:
        return ""
    good = perfect[1] if all(value == perfect[0] for value in left) else ""
    if language == "zh":
        return f"另有 {len(left)} 种未画出" + (f"，都是 {good}。" if good else "。")
    return f" {len(left)} more are not drawn" + (f", each {good}." if good else ".")


def _plot(name: str, title: str, caption: str, svg: str, rows: list[Any]) -> Plot | None:
    return Plot(name, title, caption, svg) if rows else None
