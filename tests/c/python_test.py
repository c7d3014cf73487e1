"""examples/python/annals.py against what the command prints."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES / "python"))

import annals  # noqa: E402


class Example(unittest.TestCase):
    """A database with the example history."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "annals.db")
        cls.command("ingest", str(EXAMPLES / "microsoft-openai.jsonl"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def command(cls, *arguments):
        command = [os.environ["ANNALS_CLI"], "--db", cls.path, "--quiet", "--format", "json"]
        printed = subprocess.run([*command, *arguments], stdout=subprocess.PIPE, check=False)
        return json.loads(printed.stdout)

    def test_answers_as_the_command_does(self):
        mo = "microsoft-openai"
        with annals.open(self.path) as db:
            asked = {
                ("state", mo, "--on", "2025-03-01"): db.state(mo, on="2025-03-01"),
                ("state", mo, "exclusivity:cloud", "--on", "2025", "--known", "2025-02"):
                    db.state(mo, "exclusivity:cloud", on="2025", known="2025-02"),
                ("holds", mo, "stake:microsoft=32.5", "--on", "2025-03-01"):
                    db.holds(mo, "stake:microsoft", 32.5, on="2025-03-01"),
                ("timeline", mo, "--without-source", "Microsoft"):
                    db.timeline(mo, without_source="Microsoft"),
                ("history", "stargate", "--recorded-order"):
                    db.history("stargate", recorded_order=True),
                ("diff", mo, "--from", "2024", "--to", "2025@2025-06"):
                    db.diff(mo, "2024", "2025@2025-06"),
                ("why", mo, "exclusivity:cloud", "--on", "2025-03-01"):
                    db.why(mo, "exclusivity:cloud", on="2025-03-01"),
                ("find", "stake>=25", "--possible", "--on", "2025-03"):
                    db.find("stake>=25", possible=True, on="2025-03"),
                ("party", "oracle", "--on", "2024-12-31"): db.party("oracle", on="2024-12-31"),
                ("party", "openai", "--from", "2025-02", "--to", "2025-04"):
                    db.party("openai", "2025-02", "2025-04"),
                ("changes", "--from", "2025-01", "--to", "2025-03"):
                    db.changes("2025-01", "2025-03"),
                ("conflicts",): db.conflicts(),
                ("relationships",): db.relationships(),
                ("parties", "--basis", "40"): db.parties(basis=40),
            }
            for arguments, answer in asked.items():
                with self.subTest(arguments=arguments):
                    self.assertEqual(answer, self.command(*arguments))
            query = "SELECT relationship, key FROM state('2025-03-01') WHERE term = 'exclusivity'"
            self.assertEqual(db.sql(query), self.command("sql", query)["rows"])
            self.assertEqual(len(db.sql(query)), 2)

    def test_tells_what_is_wrong(self):
        with annals.open(self.path) as db:
            with self.assertRaisesRegex(annals.AnnalsError, "on: .*is not a date") as caught:
                db.state("microsoft-openai", on="2019-02-30")
            self.assertEqual(caught.exception.kind, "invalid input")
            with self.assertRaisesRegex(annals.AnnalsError, "'onn'"):
                db.state("microsoft-openai", onn="2019")
            with self.assertRaisesRegex(annals.AnnalsError, "opened to read"):
                db.append({"type": "noted"})
        with self.assertRaisesRegex(ValueError, "closed"):
            db.parties()
        with self.assertRaises(annals.AnnalsError) as caught:
            annals.open(self.path + "-nowhere")
        self.assertEqual(caught.exception.kind, "missing")
        with self.assertRaisesRegex(ValueError, "read, write, create"):
            annals.open(self.path, "append")

    def test_appends(self):
        path = os.path.join(self.folder.name, "new.db")
        event = {"id": "é", "type": "term_set", "relationship": "a-b", "term": "stake", "key": "a",
                 "value": 27, "effective": "2024-03"}
        with annals.open(path, "create") as db:
            self.assertEqual(db.append(event)["events"],
                             [{"sequence": 1, "id": "é", "duplicate": False}])
            more = [{**event, "id": str(i), "value": i} for i in range(5)]
            self.assertEqual(db.append(*more)["basis"]["sequence"], 6)
            with self.assertRaisesRegex(annals.AnnalsError, "line 2"):
                db.append({**event, "id": "new"}, {"type": "none"})
            self.assertEqual(db.state("a-b", on="2025")["terms"][0]["value"], 4)
        with annals.open(path) as db:
            self.assertEqual(len(db.history("a-b")["events"]), 6)

    def test_is_asked_by_many_threads(self):
        answers = []
        with annals.open(self.path) as db:
            threads = [threading.Thread(target=lambda: answers.append(db.state("stargate", on="2025")))
                       for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(answers, [db.state("stargate", on="2025")] * 4)


if __name__ == "__main__":
    unittest.main()
