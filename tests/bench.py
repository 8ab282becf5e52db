"""Measures what a person waits for with `make run`, in a fresh copy of the project: python -m tests.bench"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {"first start": 120.0, "started again": 6.0}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="communotheque-bench-") as name:
        copy = fresh_copy(Path(name) / "copy")
        figures = {name: time_to_first_page(copy, patience=4 * limit) for name, limit in LIMITS.items()}
    for name, seconds in figures.items():
        print(f"{name}: {seconds:.1f} s (at most {LIMITS[name]:.0f} s)")
    return int(any(seconds > LIMITS[name] for name, seconds in figures.items()))


def fresh_copy(target: Path) -> Path:
    """What a clone would hold, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for path in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / path).is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / path)
    return target


def time_to_first_page(folder: Path, patience: float) -> float:
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VAR_DIR", "MAKEFLAGS", "MAKELEVEL"}
    }
    begun = time.monotonic()
    running = subprocess.Popen(
        ["make", "run"],
        cwd=folder,
        env=environment | {"PORT": str(port)},
        start_new_session=True,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/fr/"):
            waited = time.monotonic() - begun
            if running.poll() is not None or waited > patience:
                sys.exit(f"no page after {waited:.0f} s")
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        end(running)
        if answers(f"http://127.0.0.1:{port}/healthz"):
            sys.exit("the site still answers after Ctrl-C")


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=30) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


def end(running: subprocess.Popen) -> None:
    """As Ctrl-C does: the signal goes to make and to everything it started."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            sys.exit("Ctrl-C did not end the site")


if __name__ == "__main__":
    sys.exit(main())
