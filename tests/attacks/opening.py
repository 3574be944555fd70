"""Opens hostile files with commands, each in a bounded process, and reports the outcome.

    python -m tests.attacks.opening FOLDER < commands.json

Each command line runs in a fork of this process, which has done the imports, in its own folder
under FOLDER. The fork may use 1 GB more than the imports, and a minute; an audit hook records the
files it writes, the processes it starts and its connections.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MEMORY = 2**30
LIMIT = 60
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DEEDS = {"os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect"}
CHANGES = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink"}


def opened(arguments: list[str], place: Path) -> dict[str, Any]:
    """Run a command line in a fork, in `place`."""
    place.mkdir(parents=True)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _child(arguments, place)
    ended = 0
    while not ended and time.monotonic() - started < LIMIT:
        ended, status, used = os.wait4(child, os.WNOHANG)
        time.sleep(0.002)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
    outcome = {
        name: (place / f".{name}").read_text(errors="replace") for name in ("out", "err", "effects")
    }
    code = os.waitstatus_to_exitcode(status)
    there = sorted(
        str(path.relative_to(place))
        for path in place.rglob("*")
        if ".tmp" not in path.parts and path.name[0] != "."
    )
    return outcome | {
        "status": code,
        "in_time": bool(ended),
        "seconds": time.monotonic() - started,
        "megabytes": used.ru_maxrss / 1024,
        "files": there,
    }


def _child(arguments: list[str], place: Path) -> None:
    os.chdir(place)
    (place / ".tmp").mkdir()
    tempfile.tempdir = os.environ["TMPDIR"] = str(place / ".tmp")
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(place / ".tmp")
    for name, number in (("out", 1), ("err", 2)):
        file = os.open(f".{name}", os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    effects = os.open(".effects", os.O_WRONLY | os.O_CREAT)

    def heard(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[2], int) and given[2] & WRITING:
            _outside(effects, place, given[0])
        elif event in CHANGES:
            for path in given[:2]:
                _outside(effects, place, path)
        elif event in DEEDS:
            os.write(effects, f"{event}\n".encode())

    import latentwalk.infer.engine
    from latentwalk.cli import main

    latentwalk.infer.engine.MAX_SECONDS = 2.0  # instead of the default, to save time
    text = Path("/proc/self/status").read_text()
    there = int(re.findall(r"VmSize:\s+(\d+)", text)[0]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (there + MEMORY, there + MEMORY))
    sys.addaudithook(heard)
    status = 1
    try:
        main(arguments)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _outside(effects: int, place: Path, path: object) -> None:
    if isinstance(path, (str, bytes, os.PathLike)):
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  pathlib would make events, too
        if not full.startswith(f"{place}{os.sep}") and full not in {os.devnull, str(place)}:
            os.write(effects, f"{full}\n".encode(errors="replace"))


def main() -> None:
    """Run the command lines of standard input, by name, and print the outcome of each."""
    import onnxruntime  # noqa: F401
    import pyarrow.parquet
    import torch.export

    import latentwalk.adoption.adopting
    import latentwalk.adoption.export.tracing
    import latentwalk.adoption.formats.torch_files
    import latentwalk.evaluation
    import latentwalk.hosts.html
    import latentwalk.infer.model
    import latentwalk.training  # noqa: F401

    torch.set_num_threads(1)  # a fork has none of the threads that were begun before it
    pyarrow.set_cpu_count(1)
    folder = Path(sys.argv[1]).resolve()
    commands: dict[str, list[str]] = json.load(sys.stdin)
    found = {name: opened(arguments, folder / name) for name, arguments in commands.items()}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
