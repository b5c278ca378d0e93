"""Whether what a model copied is printed in the document at its own place.

Places come from the page, never from the model: rows are found by their own labels, columns by their
own heads, and only then is a claimed value compared with what is printed there.
"""

from gouji.read.grounding.claims import Grounded, ground, printed_cells
from gouji.read.grounding.quotes import find_quote

__all__ = ["Grounded", "find_quote", "ground", "printed_cells"]
