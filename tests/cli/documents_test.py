"""Runs the commands that documents show, as they stand there, and compares what is printed with what is shown.

usage: documents_test.py ANNALS SQLITE_MODULE LIBRARY TREE

In a block of code, a line that begins with `$ ` is a command, and up to the next one or the end of the block stands what it
prints, or nothing where that does not matter. `…` stands for anything in a line, `[…]` for any lines. The line after a block
may say `Exit code N.`; it is that of the last command. Lines that are indented and begin with `annals` are typed one after
the other and must work, and so must what stands in blocks of Python, and the ten questions.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ANNALS, MODULE, LIBRARY, TREE = (os.path.abspath(argument) for argument in sys.argv[1:5])
DOCUMENTS = ("README.md", "GUIDE.md", "examples/README.md")
# Commands about data that is not in the tree, or that need what a reader has to put in their place.
NOT_RUN = re.compile(r"treaties|PW05MW_1925P|25c1f5b5…|person-17")


class Shown:
    """A command as a document shows it."""

    def __init__(self, place, command, output, code):
        self.place, self.command, self.output, self.code = place, command, output, code


def is_open(command):
    """Whether a command goes on in the next line."""
    try:
        shlex.split(command)
    except ValueError:
        return True
    return command.endswith("\\")


def text_of(document):
    with open(os.path.join(TREE, document), encoding="utf-8") as file:
        return file.read()


def commands_in(document):
    """The commands of a document, with what it shows that they print."""
    lines = text_of(document).split("\n")
    shown, in_block, of_block = [], False, []
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            in_block = not in_block
            of_block = of_block if not in_block else []
        elif in_block and line.startswith("$ "):
            of_block.append(Shown(f"{document}:{number}", line[2:], [], 0))
            shown.append(of_block[-1])
        elif in_block and of_block:
            last = of_block[-1]
            if not last.output and is_open(last.command):
                last.command += "\n" + line
            else:
                last.output.append(line)
        elif of_block:
            said = re.match(r"Exit code (\d+)\.", line)
            of_block[-1].code = int(said[1]) if said else 0
            of_block = []
    return shown


def pattern_of(lines):
    """What matches the lines that are shown, and whatever their ellipses stand for."""
    text = re.escape("\n".join(lines).strip("\n"))
    any_lines, anything = re.escape("[…]"), re.escape("…")
    text = text.replace(any_lines, r"[\s\S]*").replace(anything, ".*")
    return re.compile(r"\A" + text + r"\Z")


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.ready = os.path.join(cls.folder.name, "ready")
        os.makedirs(os.path.join(cls.ready, "bin"))
        os.symlink(ANNALS, os.path.join(cls.ready, "bin", "annals"))
        module = os.path.join(cls.ready, "build", "release")
        os.makedirs(module)
        os.symlink(MODULE, os.path.join(module, "annals_sqlite.so"))
        os.symlink(os.path.join(TREE, "examples"), os.path.join(cls.ready, "examples"))
        events = os.path.join(TREE, "examples", "microsoft-openai.jsonl")
        subprocess.run([ANNALS, "ingest", "--quiet", events], cwd=cls.ready, check=True, capture_output=True)

    @contextlib.contextmanager
    def reader(self):
        """A folder with the example loaded, and how somebody in it runs a command."""
        with tempfile.TemporaryDirectory() as parent:
            folder = os.path.join(parent, "of a reader")
            shutil.copytree(self.ready, folder, symlinks=True)
            environment = {"PATH": os.path.join(folder, "bin") + ":" + os.environ["PATH"], "HOME": folder,
                           "COLUMNS": "120", "LANG": "C.UTF-8", "ANNALS_LIBRARY": LIBRARY,
                           "PYTHONPATH": os.path.join(TREE, "examples", "python"), "PYTHONDONTWRITEBYTECODE": "1"}

            def run(command, typed=""):
                return subprocess.run(command, cwd=folder, env=environment, text=True, input=typed,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            yield run

    def run_shown(self, shown):
        """What the command prints, and its exit code. A shell is told what is shown behind its prompts."""
        typed = ""
        if shown.command == "annals shell":
            prompt = re.compile(r"^(?:annals[^>]*|\s*\.\.\.)> ")
            typed = "".join(prompt.sub("", line) + "\n" for line in shown.output if prompt.match(line))
            shown.output = [line for line in shown.output if not prompt.match(line)]
        with self.reader() as run:
            return run(["bash", "-c", shown.command], typed)

    def check(self, shown):
        done = self.run_shown(shown)
        if "--format json" in shown.command:  # shown on several lines
            shown.output = ["".join(line.strip() for line in shown.output)]
        if any(shown.output):
            self.assertRegex(done.stdout.strip("\n"), pattern_of(shown.output), shown.place)
        # What a shell ends with says how its answers came out, and is not what the page is about.
        if shown.command != "annals shell":
            self.assertEqual(done.returncode, shown.code, f"{shown.place}: {shown.command}")

    def test_print_what_they_show(self):
        for document in DOCUMENTS:
            to_run = [shown for shown in commands_in(document) if not NOT_RUN.search(shown.command)]
            self.assertTrue(to_run, f"{document} shows no command")
            for shown in to_run:
                with self.subTest(place=shown.place):
                    self.check(shown)

    def test_have_commands_that_work(self):
        event = re.search(r"```json\n(\{\"type\":.*?\})\n```", text_of("GUIDE.md"), re.DOTALL)[1].replace("\n", "")
        for document in DOCUMENTS:
            for block in re.findall(r"(?:^    annals .*\n)+", text_of(document), re.MULTILINE):
                with self.subTest(document=document, block=block), self.reader() as run:
                    run(["bash", "-c", "cat > reports.jsonl"], event + "\n")
                    for command in block.splitlines():
                        # What is retracted has to be there.
                        if "retract ev-1" in command:
                            run(["bash", "-c", "annals add noted acme-borg id=ev-1 effective=2024"])
                        done = run(["bash", "-c", command.strip()])
                        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}")

    def test_answer_ten_questions(self):
        rows = re.findall(r"^\| [^|]+\? \| `([^`]+)` \|", text_of("README.md"), re.MULTILINE)
        self.assertGreaterEqual(len(rows), 9)
        with self.reader() as run:
            for command in rows:
                done = run(["bash", "-c", "annals " + command])
                self.assertIn(done.returncode, (0, 1, 5), f"{command}: {done.stdout}")

    def test_show_python_that_runs(self):
        programs = re.findall(r"```python\n(.*?)```", text_of("GUIDE.md"), re.DOTALL)
        self.assertEqual(len(programs), 2)
        for program in programs:
            uses_library = "annals.open" in program
            if uses_library:
                program = "import annals\n" + program
            said = re.search(r"^# (.*)$", program, re.MULTILINE)
            if said:  # what the last line gives
                *lines, last, _ = program.rstrip().split("\n")
                program = "\n".join([*lines, f"assert {last} == {said[1]}, {last}"])
            with self.reader() as run:
                done = run([sys.executable, "-c", program])
                self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
