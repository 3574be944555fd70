"""Files on disk: atomic writes, temporary files, locks, bounded reads, strict JSON."""
