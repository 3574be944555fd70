"""The model folder: reads, checks and writes its manifest, atlas, snapshots and prior."""
