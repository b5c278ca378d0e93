"""A run as one self-contained HTML page: it runs nothing and fetches nothing, whatever documents say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gouji.evaluate.report.page import page
from gouji.messages import Language

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_html(
    results: Mapping[str, Any], shown_failures: Sequence[Mapping[str, Any]], language: Language = "zh"
) -> str:
    """The page of a results object (``results.json``), in one language.

    ``shown_failures`` are the failing documents to show, each with ``case``, ``file``, ``report`` (the
    contract's object), ``text`` and, for pages, ``pages`` as ``png``, ``width``, ``height``; or with
    ``problem``. Texts may be hostile.
    """

    def say(chinese: str, english: str) -> str:
        return english if language == "en" else chinese

    environment = _environment()
    style = Markup(_source(environment, "style.css"))  # noqa: S704 - a file of this package
    worded = page(results, shown_failures, language)
    svg = {plot.name: Markup(plot.svg) for plot in worded.plots}  # noqa: S704 - made and escaped by plots.py
    template = environment.get_template("report.html.j2")
    return template.render(page=worded, svg=svg, say=say, language=language, style=style, policy=POLICY)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("gouji.evaluate.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
