"""Which cells would have to change, and to what, so that all equations hold. No I/O here."""

from gouji.locate.located import Explanation, Kind, Located, Part
from gouji.locate.locating import Limits, locate

__all__ = ["Explanation", "Kind", "Limits", "Located", "Part", "locate"]
