"""nginx in front of servers, for tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{port};
    {locations}
  }}
}}
"""
_LOCATION = """
location {path} {{
  proxy_pass {url};
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;
  {headers}
}}
"""


@contextmanager
def proxied(folder: Path, locations: dict[str, tuple[str, dict[str, str]]]) -> Iterator[int]:
    """Run nginx, and yield its port.

    Args:
        folder: where it keeps its files.
        locations: for each path, the URL it stands for, and the headers that nginx sets. A URL
            with a path replaces the location's; one without receives the whole path.
    """
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is missing, and in CI the proxies must be tested")
        pytest.skip("needs nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    blocks = []
    for path, (url, headers) in locations.items():
        lines = [f"proxy_set_header {name} {value};" for name, value in headers.items()]
        blocks.append(_LOCATION.format(path=path, url=url, headers="\n  ".join(lines)))
    config = folder / "nginx.conf"
    config.write_text(_MAIN.format(folder=folder, port=port, locations="".join(blocks)))
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)])
    try:
        end = monotonic() + 10
        while not _listens(port):
            assert process.poll() is None, "nginx did not start"
            assert monotonic() < end, "nginx does not listen"
            sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
