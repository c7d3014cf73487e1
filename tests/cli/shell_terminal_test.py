"""Types into `annals shell` on a pseudo-terminal: completion, history, interrupts.

usage: shell_terminal_test.py ANNALS EVENTS.jsonl
"""

import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

ANNALS, EVENTS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PATIENCE_SECONDS = float(os.environ.get("PATIENCE_SECONDS", "60"))
PROMPT = re.compile(r"(annals[^\r\n]*|\.\.\.)> $")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")


class Terminal:
    """A shell with a terminal of its own, of 80 columns."""

    def __init__(self, folder, arguments=()):
        self.text = ""
        environment = {"HOME": folder, "TERM": "xterm", "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                       "COLUMNS": "80"}
        if "LSAN_OPTIONS" in os.environ:  # a build with sanitizers
            environment["LSAN_OPTIONS"] = os.environ["LSAN_OPTIONS"]
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(ANNALS, [ANNALS, "shell", *arguments], environment)
        self.wait_for_prompt()

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def wait_for(self, expected):
        """Waits until `expected` was printed, and gives what was printed up to there since the last time."""
        return self.wait_until(lambda text: expected in text and text.index(expected) + len(expected))

    def wait_until(self, end_in):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not end_in(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain; there is {self.text!r}")
            if not select.select([self.terminal], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(self.terminal, 4096)
            except OSError:
                part = b""
            if not part:
                raise AssertionError(f"it ended; there is {self.text!r}")
            self.text = ESCAPES.sub("", self.text + part.decode(errors="replace"))
        end = end_in(self.text)
        before, self.text = self.text[:end], self.text[end:]
        return before

    def wait_for_prompt(self):
        """Waits until it asks for the next line, and gives what was printed before."""
        return self.wait_until(lambda text: PROMPT.search(text) and len(text))

    def enter(self, line, expected=""):
        """Types a line and waits until what it does is done; `expected` must be part of what is printed."""
        self.type(line + "\r")
        self.wait_for("\r\n")  # the line as it was typed
        printed = self.wait_for_prompt()
        if expected not in printed:
            raise AssertionError(f"expected {expected!r} in {printed!r}")
        return printed

    def wait(self):
        """Waits for its end and gives its exit code."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
            if select.select([self.terminal], [], [], 0.05)[0]:
                try:
                    os.read(self.terminal, 4096)
                except OSError:
                    pass
        os.kill(self.process, signal.SIGKILL)
        raise AssertionError("it did not end")


class ShellTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.annals("ingest", "--quiet", EVENTS)
        self.shell = Terminal(self.folder.name)

    def annals(self, *arguments):
        return subprocess.run([ANNALS, *arguments], cwd=self.folder.name, check=True, capture_output=True,
                              text=True).stdout

    def end(self):
        self.shell.type("\x04")
        self.assertEqual(self.shell.wait(), 0)

    def history(self):
        return os.path.join(self.folder.name, ".local", "state", "annals", "history")

    def test_answers_and_sets_the_moment_once(self):
        self.shell.enter("\\on 2020-06-01", "annals on 2020-06-01> ")
        self.shell.enter("state microsoft-openai exclusivity:cloud", "exclusive  ")
        self.shell.enter("\\known 2020-01-01", "annals on 2020-06-01 known 2020-01-01> ")
        self.shell.enter("\\on", "annals known 2020-01-01> ")
        self.end()

    def test_goes_on_after_an_error(self):
        self.shell.enter("DROP TABLE state;", "may not be dropped")
        self.shell.enter("SELECT * FROM stat;", "did you mean 'state'?")
        self.shell.enter("help stat-", "there is no command 'stat-'")
        self.shell.enter("help holds", "yes, possible or no")
        self.shell.enter("stat microsoft-openai", "did you mean 'state'?")
        self.shell.enter("types", "term_set")
        self.end()

    def test_reads_a_query_over_several_lines(self):
        self.shell.enter("SELECT 40 +", "...> ")
        self.shell.enter("  2 AS answer", "...> ")
        self.shell.enter(";", "42")
        self.end()

    def test_completes_commands_names_and_flags(self):
        self.shell.enter("tim\tmicrosoft-o\texclusivity:cl\t--form\tcs\t", "microsoft-openai,exclusivity,cloud,2019-07-22")
        self.shell.enter("add term_s\tacme-borg eff\t2024", "'term'")
        self.shell.enter("find provid\tcompute --on 2025-12-01", "oracle-openai")
        self.shell.enter("party micros\t--on 2024", "microsoft on 2024")
        self.end()

    def test_completes_queries_on_every_line(self):
        self.shell.enter("SEL\trelationsh\t, val\t", "...> ")
        self.shell.enter("FROM stat\tWHERE te\t= 'exclus\t'", "...> ")
        self.shell.enter("AND on_d\t= '2025-03-01' AND relationship = 'micro\t;", "right-of-first-refusal")
        self.end()

    def test_completes_parties_in_conditions_and_ids_of_events(self):
        self.shell.enter("find party:micr\t--on 2025", "platform")
        self.shell.enter("prove mo-2019-07-22-cloud\t", "mo-2019-07-22-cloud")
        self.end()

    def test_completes_settings(self):
        self.shell.enter("\\for\tjsonl")
        self.shell.enter("parties", '{"party":')
        self.shell.enter("\\he\tstat\te", "Show the terms in force")
        self.end()

    def test_lists_what_a_word_may_become(self):
        self.shell.type("re\t")
        listed = self.shell.wait_for("restore")
        for command in ("retract", "rebuild", "relationships"):
            self.assertIn(command, listed)
        self.shell.enter("lat\t", "microsoft-openai")
        self.end()

    def test_drops_a_line_that_is_interrupted(self):
        self.shell.type("state nobody")
        self.shell.wait_for("state nobody")
        self.shell.type("\x03")
        self.shell.wait_for_prompt()
        self.shell.enter("SELECT 1", "...> ")
        self.shell.type("\x03")
        self.shell.wait_for("annals> ")
        self.shell.enter("types", "term_set")
        self.end()

    def test_interrupts_what_runs_and_goes_on(self):
        query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n;"
        for endless, says in ((query, "interrupted"), ("tail --follow", "annals> ")):
            self.shell.type(endless + "\r")
            self.shell.wait_for("\r\n")
            time.sleep(1)
            self.shell.type("\x03")
            self.assertIn(says, self.shell.wait_for_prompt())
        self.shell.enter("types", "term_set")
        self.end()

    def test_sees_what_others_append_and_keeps_nobody_out(self):
        self.shell.enter("holds acme-borg stake:acme=27 --on 2025", "no")
        self.annals("add", "term_set", "acme-borg", "term=stake", "key=acme", "value=27", "effective=2024")
        self.shell.enter("holds acme-borg stake:acme=27 --on 2025", "yes")
        self.end()

    def test_keeps_what_was_typed_for_its_owner_alone(self):
        self.shell.enter("types", "term_set")
        self.shell.enter(" parties", "microsoft")
        self.end()
        with open(self.history(), encoding="utf-8") as lines:
            self.assertEqual(lines.read(), "types\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.history()).st_mode), 0o600)
        self.shell = Terminal(self.folder.name)
        self.shell.enter("\x1b[A", "term_set")
        self.shell.enter("\x12typ", "term_set")
        self.end()

    def test_ends_when_it_is_told(self):
        self.shell.type("\\quit\r")
        self.assertEqual(self.shell.wait(), 0)

    def test_reads_events_that_are_typed_until_one_end(self):
        self.shell.type("ingest -\r")
        self.shell.wait_for("ingest -")
        time.sleep(1)  # until the terminal is the command's
        self.shell.type('{"type":"noted","relationship":"a-b","effective":"2024"}\r')
        self.shell.wait_for("2024")
        self.shell.type("\x04")
        self.shell.wait_for_prompt()
        self.shell.enter("relationships", "a-b")
        self.end()

    def test_takes_letters_of_more_than_one_byte(self):
        self.shell.enter("state 'größe'", 'no event names "größe"')
        self.end()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
