"""The clock is set back by 400 days while a run trains and while a page is served.

    python trials/clock.py

With libfaketime (Debian's package `faketime`), which gives a process another clock. A run must end
with the weights of a run whose clock went right, and with times that no clock can have made
negative; a page must be served as before, to browsers that keep copies too. Prints a table for
docs/trust.md.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from outputs import run, start, tree

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
BACK = "-400d"
TRAIN = ["train", "--data", "digits", "--epochs", "6", "--seed", "0", "--no-weights", "--out"]


def clock(file: Path) -> dict[str, str]:
    """The environment of a process whose clock `file` sets."""
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as a person or a server sets it
    }


def trained(root: Path) -> bool:
    """A run, from whose second epoch on the clock is wrong."""
    file = root / "now"
    file.write_text("+0d")
    status, said = run([*TRAIN, str(root / "right")])
    assert status == 0, said
    process = start([*TRAIN, str(root / "back")], **clock(file))
    while process.poll() is None and not (root / "back" / "checkpoint.safetensors").exists():
        time.sleep(0.01)
    file.write_text(BACK)
    process.communicate()
    if process.returncode:
        return False
    right, back = tree(root / "right"), tree(root / "back")
    lines = (root / "back" / "history.jsonl").read_text().splitlines()
    seconds = [json.loads(line)["seconds"] for line in lines]
    same = all(right[name] == back[name] for name in ("decoder.onnx", "encoder.onnx"))
    return same and len(seconds) == 6 and all(0 < one < 600 for one in seconds)


def served(root: Path) -> bool:
    """A page, before and after."""
    file = root / "now"
    file.write_text("+0d")
    environment = clock(file)
    command = [sys.executable, "-m", "latentwalk", "open", "mnist-2d", "--no-browser"]
    process = subprocess.Popen(
        ["env", *(f"{name}={value}" for name, value in environment.items()), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = ""
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                address = found.group().rstrip("/")
                break
        first, headers = get(f"{address}/")
        model, _ = get(f"{address}/models/0/decoder.onnx")
        file.write_text(BACK)
        again, _ = get(f"{address}/")
        kept = {"If-None-Match": headers.get("etag", ""), "Cache-Control": "max-age=0"}
        copy, _ = get(f"{address}/", **{name: value for name, value in kept.items() if value})
        same = get(f"{address}/models/0/decoder.onnx")[0] == model
        return first == again and copy in (first, b"304") and same and bool(model)
    finally:
        process.kill()
        process.communicate()


def get(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """A response's body, b"304" where the browser's copy is good, and its headers."""
    try:
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            told = {name.lower(): value for name, value in response.headers.items()}
            return response.read(), told
    except urllib.error.HTTPError as error:
        return (b"304" if error.code == 304 else str(error.code).encode()), {}


def main() -> None:
    """Try both."""
    if not LIBRARIES:
        sys.exit("This trial needs libfaketime: apt-get install faketime.")
    print("| the clock is set back meanwhile | tried | survived | lost |\n|---|---|---|---|")
    fine = True
    for name, deed in (("a run, `train`", trained), ("a page, `open`", served)):
        with tempfile.TemporaryDirectory() as root:
            good = deed(Path(root))
        fine &= good
        print(f"| {name} | 1 | {int(good)} | {int(not good)} |", flush=True)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
