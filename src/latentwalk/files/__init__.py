"""Reading and writing files: atomic writes, temporary files, locks, bounded reads, strict JSON."""
