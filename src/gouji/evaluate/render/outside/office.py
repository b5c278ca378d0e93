"""LibreOffice without a window: many documents in one call, a profile of its own each time."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from gouji.evaluate.render.outside.program import OFFICE, OutsideError, run

_START_SECONDS = 90.0
_FILE_SECONDS = 20.0
FILTERS: Mapping[str, str] = {".pdf": "pdf", ".doc": "doc:MS Word 97"}


def convert(contents: Sequence[bytes], suffix: str, target: str) -> list[bytes]:
    """Turn documents with ``suffix`` into the format ``target`` (``.pdf``, ``.doc``).

    Raises ``OutsideError`` when LibreOffice is absent, fails, overruns or leaves a document out.
    """
    with tempfile.TemporaryDirectory(prefix="gouji-office-") as place:
        folder = Path(place)
        (folder / "in").mkdir()
        names = [f"{at:04}" for at in range(len(contents))]
        for name, content in zip(names, contents, strict=True):
            (folder / "in" / (name + suffix)).write_bytes(content)
        run(
            [
                OFFICE.require(),
                "--headless",
                "--norestore",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *(["--infilter=HTML (StarWriter)"] if suffix == ".html" else []),
                "--convert-to",
                FILTERS[target],
                "--outdir",
                str(folder / "out"),
                *(str(folder / "in" / (name + suffix)) for name in names),
            ],
            _START_SECONDS + _FILE_SECONDS * len(contents),
            # Dates and language of the document must not depend on who runs it, nor on when.
            {
                "LC_ALL": "C.UTF-8",
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                "SOURCE_DATE_EPOCH": "1700000000",
                "HOME": place,
            },
        )
        made = [folder / "out" / (name + target) for name in names]
        for path in made:
            if not path.is_file():
                raise OutsideError(f"{OFFICE.name} left {path.stem}{suffix} out")
        return [path.read_bytes() for path in made]
