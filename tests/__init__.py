import os

# small networks gain nothing by threads, and lose much by them on a busy machine
for library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
