"""The server killed and started again under open pages.

    python -m trials.restart [--times 5] [--pages 3]

Needs Chromium and Playwright. Each time, the pages must show that the server is gone, continue to
work, and remove the message when the server is back.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import time

from playwright.sync_api import expect, sync_playwright

from trials.served import serving

FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--pages", type=int, default=3)
    given = parser.parse_args()
    port = free_port()
    chromium = os.environ.get("LATENTWALK_CHROMIUM") or shutil.which("chromium")
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        pages = [browser.new_page() for _ in range(given.pages)]
        faults: list[str] = []
        for page in pages:
            page.on("pageerror", lambda error: faults.append(str(error)))
        recovered = 0
        for time_number in range(given.times + 1):
            with serving("mnist", "--port", port) as (process, address):
                began = time.monotonic()
                for page in pages:
                    if time_number == 0:
                        page.goto(address)
                    expect(page.get_by_role("textbox", name="z1 as a number")).to_be_visible()
                    expect(page.get_by_text("The server is gone.")).to_be_hidden()
                    recovered += time_number > 0
                print(f"{len(pages)} pages well after {time.monotonic() - began:.1f} s", flush=True)
                if time_number == given.times:
                    break
                process.send_signal(signal.SIGKILL)
                process.wait()
                for page in pages:
                    expect(page.get_by_text("The server is gone.")).to_be_visible()
                    box = page.get_by_role("textbox", name="z1 as a number")
                    box.fill(f"{time_number / 10 + 0.1:.1f}")
                    box.press("Enter")
        browser.close()
    print(f"{recovered} of {given.times * given.pages} recoveries, {len(faults)} faults of scripts")


if __name__ == "__main__":
    main()
