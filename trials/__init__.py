"""Long runs whose figures `docs/trust.md` states."""
