"""The model folder: reading, checking and writing its manifest, atlas, snapshots and prior."""
