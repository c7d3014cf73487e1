"""The costs in the order of the table, and what annals must reach in each."""

from .measures import text_of

PEERS = ["memory", "rocksdb", "sqlite", "postgres", "duckdb"]
ENGINES = PEERS + ["annals"]
NAMES = {"memory": "in memory", "rocksdb": "raw RocksDB", "sqlite": "SQLite", "postgres": "PostgreSQL",
         "duckdb": "DuckDB", "annals": "annals", "fdatasync": "fdatasync alone",
         "sqlite-view": "SQLite in a transaction"}

# Cost, what it is, and whether less of it is better.
COSTS = [
    ("cell", "one cell as of V, B1", True),
    ("state", "state of a relationship, 8 cells, B1", True),
    ("b2c_known", "one cell as of V, known K = 1 %, B2C", True),
    ("b2c_cell", "the same, all known", True),
    ("b2_known", "one cell as of V, known K = 0.1 %, B2", True),
    ("b2_cell", "the same, all known", True),
    ("find", "which relationships have cell = value at V, B1", True),
    ("load", "bulk load, durable at the end, all indexes there", False),
    ("append_1", "durable, one event an fsync", False),
    ("append_16", "the same, 16 appenders together", False),
    ("append_1000", "durable, 1000 events an fsync", False),
    ("bytes", "bytes on disk an event", True),
]


# What a figure of annals must reach by itself, whatever the others do.
LIMITS = {"cell": 0.7e-6, "state": 1.5e-6, "b2c_known": 10e-6, "b2_known": 10e-6, "find": 1e-3,
          "load": 1e6, "append_1000": 300e3, "bytes": 80}


def within(measured, limit, unit):
    """Whether `measured` is at most `limit`, and both as a text."""
    return {"target": f"≤ {text_of(limit, unit)}", "measured": text_of(measured, unit),
            "met": measured <= limit}


def at_least(measured, limit, unit):
    return {"target": f"≥ {text_of(limit, unit)}", "measured": text_of(measured, unit),
            "met": measured >= limit}


def times_at_most(measured, other, limit, what):
    ratio = measured / other
    return {"target": f"≤ {limit} × {what}", "measured": f"{ratio:.2f} ×", "met": ratio <= limit}


def times_at_least(measured, other, limit, what):
    ratio = measured / other
    return {"target": f"≥ {limit} × {what}", "measured": f"{ratio:.2f} ×", "met": ratio >= limit}


def judge(measures, sizes):
    """Every target that there are figures for. `sizes`: the two that processes are measured at."""
    def of(cost, engine="annals"):
        return measures.median(cost, engine)

    def process(size):
        return of(f"process_{size}")

    def memory(size):
        return of(f"memory_{size}")

    small, large = sizes
    # Cost, the figures that the judgement needs, and the judgement.
    rules = [
        *((cost, [of(cost)], lambda figure, cost=cost: within(figure, LIMITS[cost], "s"))
          for cost in ["cell", "state", "b2c_known", "b2_known", "find"]),
        ("b2c_known", [of("b2c_known"), of("b2c_cell")],
         lambda known, cell: times_at_most(known, cell, 3, "that with all known")),
        *((cost, [of(cost)], lambda figure, cost=cost: at_least(figure, LIMITS[cost], "1/s"))
          for cost in ["load", "append_1000"]),
        ("append_1", [of("append_1"), of("floor", "fdatasync")],
         lambda one, floor: times_at_least(one, floor, 0.9, "fdatasync alone")),
        ("append_16", [of("append_16"), of("append_1")],
         lambda many, one: times_at_least(many, one, 6, "one appender")),
        ("bytes", [of("bytes")], lambda size: within(size, LIMITS["bytes"], "B")),
        ("process", [process(small)], lambda time: within(time, 15e-3, "s")),
        ("process", [process(large), process(small)],
         lambda more, less: times_at_most(more, less, 1.3, "that with a tenth of the events")),
        ("memory", [memory(large)], lambda size: within(size, 2**30, "B")),
        ("memory", [memory(large), memory(small)],
         lambda more, less: times_at_most(more, less, 1.3, "that with a tenth of the events")),
    ]
    return [{"cost": cost, **rule(*figures)} for cost, figures, rule in rules if None not in figures]


def worst_growth(by_size, cost, engine):
    """How many times as much a cost is for ten times the events, at the worst step; or None."""
    figures = [by_size[size].median(cost, engine) for size in sorted(by_size)]
    steps = [more / less for less, more in zip(figures, figures[1:]) if less and more]
    return max(steps, default=None)


def judge_growth(by_size):
    """How much each point question takes for ten times the events, the worst step of each."""
    verdicts = []
    for cost in ["cell", "state", "b2c_known", "b2_known", "process"]:
        worst = worst_growth(by_size, cost, "annals")
        if worst:
            verdicts.append({"cost": cost, "target": "≤ 1.3 × for ten times the events",
                             "measured": f"{worst:.2f} × at worst", "met": worst <= 1.3})
    return verdicts
