"""Long runs, and foreign models of many kinds, whose figures the documentation states."""
