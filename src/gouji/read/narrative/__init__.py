"""The narrative as a witness: what the prose states in numbers, and what that says of the cells."""

from gouji.read.narrative.check import Witnessed, narrative_findings, swayed
from gouji.read.narrative.statements import merged, read_statements

__all__ = ["Witnessed", "merged", "narrative_findings", "read_statements", "swayed"]
