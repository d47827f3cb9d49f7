"""Runs a Python module and takes its whole process group down when whoever started it is gone.

Usage: launch.py <module> [arguments]

Whoever starts this keeps the writing end of its standard input open and never writes to it. The operating system closes
that end when the starter dies, however it dies (kill -9 too), so the end of the input is the news of its death. This
needs no polling and works alike on Linux and macOS. It must lead a process group of its own: the group is what it ends.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_starter():
    try:
        while os.read(0, 4096):
            pass
    finally:
        os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        sys.exit("launch.py must lead a process group of its own")
    threading.Thread(target=end_with_starter, name="end-with-starter", daemon=True).start()
    # The module must not find this file's folder on its path, nor this file's name in its arguments.
    del sys.path[0], sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
