"""Running other programs."""

import os
import subprocess
import sys
import time


def say(text):
    print(f"== {text}", file=sys.stderr, flush=True)


def stop(text):
    sys.exit(f"bench: {text}")


def run(command, **options):
    """Runs a program to its end and returns what it printed, if asked; stops if it fails."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, check=True, text=True, **options).stdout
    except FileNotFoundError:
        stop(f"{words[0]} is not installed")
    except subprocess.CalledProcessError as error:
        if error.stderr:
            print(error.stderr, file=sys.stderr)
        stop(f"this failed with {error.returncode}: {' '.join(words)}")


def run_measured(command):
    """Runs a program to its end; returns seconds on the wall and the most bytes it held.

    From here and not from annals_compare: what a process is told of its memory begins with that of
    the one that started it.
    """
    words = [str(word) for word in command]
    begun = time.monotonic()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    process = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    seconds = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        stop(f"this failed: {' '.join(words)}")
    return seconds, used.ru_maxrss * 1024
