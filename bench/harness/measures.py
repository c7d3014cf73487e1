"""What was measured: values by cost, engine and size, and how to write them for people."""

import statistics


class Measures:
    """Values by (cost, engine); more than one of a cost is a repetition of it."""

    def __init__(self):
        self.values = {}
        self.units = {}

    def add(self, cost, engine, unit, values):
        self.values.setdefault((cost, engine), []).extend(values)
        self.units[cost] = unit

    def add_file(self, document):
        for each in document["measures"]:
            self.add(each["cost"], each["engine"], each["unit"], each["values"])

    def median(self, cost, engine):
        values = self.values.get((cost, engine))
        return statistics.median(values) if values else None

    def engines(self, cost):
        return [engine for name, engine in self.values if name == cost]

    def to_list(self):
        return [{"cost": cost, "engine": engine, "unit": self.units[cost],
                 "median": self.median(cost, engine), "values": values}
                for (cost, engine), values in sorted(self.values.items())]


def rounded(number):
    """Three digits, and never an exponent."""
    return f"{number:.3g}" if number < 100 else f"{number:.0f}"


def scaled(number, sizes):
    for unit, size in sizes:
        if number >= size:
            return f"{rounded(number / size)} {unit}"
    unit, size = sizes[-1]
    return f"{rounded(number / size)} {unit}"


def text_of(number, unit):
    """`3.4 µs`, `205 k/s`, `80 B`, `1.2 GiB`; a dash for nothing."""
    if number is None:
        return "–"
    if unit == "s":
        return scaled(number, [("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)])
    if unit == "1/s":
        return scaled(number, [("M/s", 1e6), ("k/s", 1e3), ("/s", 1)])
    if unit == "B" and number >= 1024:
        return scaled(number, [("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)])
    return f"{rounded(number)} {unit}"
