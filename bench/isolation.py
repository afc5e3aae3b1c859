"""Run a command from a small process: a child starts with its parent's peak of memory, and the bench itself holds much.

Linux keeps the peak over exec (``setmax_mm_hiwater_rss`` in fs/exec.c), so what a large parent starts seems as large.
Called as ``isolation.py LIMIT COMMAND ...``; its last line is ``CPU WALL PEAK OUTCOME`` in seconds, seconds, MB and a word.
"""

import os
import signal
import sys
import time


def main() -> None:
    limit, command = float(sys.argv[1]), sys.argv[2:]
    start, outcome = time.monotonic(), "done"
    child = os.posix_spawnp(command[0], command, os.environ, setsid=True)
    while not (ended := os.wait4(child, os.WNOHANG))[0]:
        if time.monotonic() - start > limit:
            os.killpg(child, signal.SIGKILL)
            outcome, ended = "over-the-limit", os.wait4(child, 0)
            break
        time.sleep(0.02)
    wall = time.monotonic() - start
    _, status, used = ended
    if outcome == "done" and status:
        outcome = "failed"
    print(f"\n{used.ru_utime + used.ru_stime} {wall} {used.ru_maxrss / 1024} {outcome}")


if __name__ == "__main__":
    main()
