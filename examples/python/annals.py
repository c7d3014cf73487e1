"""Ask an annals database from Python, with nothing but the standard library and libannals.so.

    import annals

    with annals.open("annals.db") as db:
        db.state("microsoft-openai", on="2025-03-01")["terms"]

Every question returns the document that the command of the same name prints with `--format json`, as
dictionaries and lists. Dates are text, as vague as you like: "2025", "2025-03", "2025-Q1".
"""

import ctypes
import ctypes.util
import json
import os

_FAILURES = {
    1: "invalid input", 2: "not found", 3: "missing", 4: "busy", 5: "corrupt", 6: "unsupported",
    7: "i/o", 8: "no memory",
}
_MODES = {"read": 0, "write": 1, "create": 2}


class AnnalsError(Exception):
    """What the library refused or could not do; `kind` is its code in words, as in annals.h."""

    def __init__(self, code, message):
        super().__init__(message)
        self.kind = _FAILURES.get(code, f"code {code}")


def open(path, mode="read", library=None):
    """Opens a database: to "read", to "write" as well, or to "create" it where it is not there.

    Opened to read, it is as it was then. `library` is the path of libannals.so; without one,
    $ANNALS_LIBRARY names it, or the system's library is taken.
    """
    if mode not in _MODES:
        raise ValueError(f"mode is {mode!r}; expected one of {', '.join(_MODES)}")
    return Database(path, mode, library)


class Database:
    """An open database; any number of threads may use it until it is closed.

    Questions take, beside what they are about, from where they are asked, by name:

    on              the date in the world (default: now)
    known           what was known on this date (default: all that is known)
    basis           the log up to this sequence (default: all of it), or
    recorded        the log as it stood at the end of this date
    source          a publisher, or a list: only what they said counts
    without_source  a publisher, or a list: what they said is left out

    A cell is written "TERM" or "TERM:KEY". What is wrong raises AnnalsError.
    """

    def __init__(self, path, mode, library):
        self._library = _load(library)
        self._handle = ctypes.c_void_p()
        self._call("annals_open", os.fsencode(path), _MODES[mode], ctypes.byref(self._handle))

    # Questions

    def state(self, relationship, cell=None, **standing):
        """The terms in force, or possibly so; with all=True also those that have surely ended."""
        return self.ask("state", relationship=relationship, cell=cell, **standing)

    def holds(self, relationship, cell, value, **standing):
        """Whether the cell has the value; `["answer"]` is "yes", "possible" or "no"."""
        return self.ask("holds", relationship=relationship, cell=cell, value=value, **standing)

    def timeline(self, relationship, cell=None, **standing):
        """The runs of days on which each term stayed the same."""
        return self.ask("timeline", relationship=relationship, cell=cell, **standing)

    def history(self, relationship, **standing):
        """The events and what withdrew them; with recorded_order=True by place in the log."""
        return self.ask("history", relationship=relationship, **standing)

    def diff(self, relationship, start, end, **standing):
        """What differs between two dates, each DATE or DATE@KNOWN, and why."""
        return self.ask("diff", relationship=relationship, **{"from": start, "to": end}, **standing)

    def why(self, relationship, cell, **standing):
        """What the answer for a cell rests on, what it overrode, and what was withdrawn."""
        return self.ask("why", relationship=relationship, cell=cell, **standing)

    def find(self, *conditions, **standing):
        """The relationships where all conditions hold: "exclusivity=exclusive", "stake>=25"."""
        return self.ask("find", conditions=list(conditions), **standing)

    def party(self, name, start=None, end=None, **standing):
        """What somebody is party to on a date, or was from `start` to `end`."""
        return self.ask("party", party=name, **{"from": start, "to": end}, **standing)

    def changes(self, start, end, **standing):
        """What took effect, ended, became known and was corrected in a window."""
        return self.ask("changes", **{"from": start, "to": end}, **standing)

    def conflicts(self, relationship=None, **standing):
        """Events that contradict each other about a term."""
        return self.ask("conflicts", relationship=relationship, **standing)

    def relationships(self, **standing):
        """The relationships that the log speaks of."""
        return self.ask("relationships", **standing)

    def parties(self, **standing):
        """The parties, and what they were ever said to be party to."""
        return self.ask("parties", **standing)

    def sql(self, query, **standing):
        """The rows of a query in SQL, as dictionaries."""
        return self.ask("sql", query=query, **standing)["rows"]

    def ask(self, kind, **members):
        """Any question, with its members as they are called in JSON."""
        question = json.dumps({"ask": kind, **members})
        return json.loads(self._call("annals_ask", self._open_handle(), question.encode()))

    # Events

    def append(self, *events):
        """Appends dictionaries, all or none, and returns when they are on the disk."""
        lines = "\n".join(json.dumps(event) for event in events)
        return json.loads(self._call("annals_append", self._open_handle(), lines.encode()))

    def close(self):
        """Closes the database; a second time is nothing."""
        handle, self._handle = self._handle, None
        if handle:
            self._library.annals_close(handle)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def _open_handle(self):
        if self._handle is None:
            raise ValueError("the database is closed")
        return self._handle

    def _call(self, name, *arguments):
        """Calls a function whose last parameter is the text that it gives."""
        text = ctypes.c_void_p()
        code = getattr(self._library, name)(*arguments, ctypes.byref(text))
        try:
            said = ctypes.string_at(text.value).decode() if text.value else ""
        finally:
            self._library.annals_free(text)
        if code != 0:
            raise AnnalsError(code, said)
        return said


def _load(path):
    path = path or os.environ.get("ANNALS_LIBRARY") or ctypes.util.find_library("annals")
    library = ctypes.CDLL(path or "libannals.so")
    pointer = ctypes.c_void_p
    library.annals_open.argtypes = [ctypes.c_char_p, ctypes.c_int, pointer, pointer]
    library.annals_ask.argtypes = [pointer, ctypes.c_char_p, pointer]
    library.annals_append.argtypes = [pointer, ctypes.c_char_p, pointer]
    library.annals_free.argtypes = [pointer]
    library.annals_free.restype = None
    library.annals_close.argtypes = [pointer]
    library.annals_close.restype = None
    return library
