"""A PostgreSQL server of our own: private, on a socket, gone when we are."""

import contextlib
import os
import pathlib
import pwd
import shutil
import tempfile

from . import shell

# Room for everything in memory, and nothing that runs by itself in the midst of a measurement.
SETTINGS = """
listen_addresses = ''
shared_buffers = 2GB
max_wal_size = 16GB
checkpoint_timeout = 30min
jit = off
autovacuum = off
"""


def find_programs():
    """The folder of the newest server that is installed; none: None."""
    folders = [folder for folder in pathlib.Path("/usr/lib/postgresql").glob("*/bin")
               if folder.parent.name.isdigit() and (folder / "initdb").exists()]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def as_server(command):
    """The command as the user that the server runs as: PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def make_folder(path):
    path.mkdir(parents=True)
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(path, user.pw_uid, user.pw_gid)


@contextlib.contextmanager
def server(directory):
    """How to connect to a new server with its data below `directory`; "" if there is none."""
    programs = find_programs()
    if programs is None:
        shell.say("PostgreSQL is left out: it is not installed")
        yield ""
        return
    data = directory / "postgres"
    shutil.rmtree(data, ignore_errors=True)
    make_folder(data)
    # The name of a socket has at most 107 bytes, so it cannot be in a folder of the user's choice.
    sockets = pathlib.Path(tempfile.mkdtemp(prefix="annals-bench-"))
    shutil.rmtree(sockets)
    make_folder(sockets)
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    try:
        shell.run(as_server([programs / "initdb", "--pgdata", data, "--auth", "trust", "--locale", "C",
                             "--encoding", "UTF8", "--username", owner]), capture_output=True)
        with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(SETTINGS + f"unix_socket_directories = '{sockets}'\n")
        control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        shell.run(as_server([*control, "--log", data / "log", "start"]))
        try:
            yield f"host={sockets} user={owner} dbname=postgres"
        finally:
            shell.run(as_server([*control, "--mode", "immediate", "stop"]))
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
