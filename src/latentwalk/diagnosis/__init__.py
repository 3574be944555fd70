"""What may be wrong with a model, found in its encoded data. `docs/diagnosis.md` explains it."""

from latentwalk.diagnosis.diagnosing import diagnose
from latentwalk.diagnosis.result import Diagnosis, Hole, Item, Pair, Part, TornClass

__all__ = ["Diagnosis", "Hole", "Item", "Pair", "Part", "TornClass", "diagnose"]
