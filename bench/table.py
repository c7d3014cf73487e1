#!/usr/bin/env python3
"""Prints the medians of a JSON result of annals_bench as Markdown tables: bench/table.py FILE

Where a benchmark waits for the disk, the time is that of the clock on the wall. Elsewhere it is that
of the processor, so that another program on the machine that takes a turn is not counted.
"""

import json
import re
import sys

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def time_text(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def rate_text(rate, unit):
    for letter, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if rate >= size:
            return f"{rate / size:.3g} {letter}{unit}"
    return f"{rate:.3g} {unit}"


def medians(document):
    return [each for each in document["benchmarks"] if each.get("aggregate_name") == "median"]


def time_of(benchmark):
    waits = benchmark["run_name"].endswith("/real_time")
    return benchmark["real_time" if waits else "cpu_time"] * NANOSECONDS[benchmark["time_unit"]]


def print_table(heads, rows):
    if not rows:
        return
    print("| " + " | ".join(heads) + " |")
    print("|---|" + "---:|" * (len(heads) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def print_flat(benchmarks):
    rows = []
    for benchmark in benchmarks:
        bytes_rate = benchmark.get("bytes_per_second")
        items_rate = benchmark.get("items_per_second")
        rows.append([f"`{benchmark['run_name'].removesuffix('/real_time')}`",
                     time_text(time_of(benchmark)),
                     rate_text(items_rate, "/s") if items_rate else "",
                     rate_text(bytes_rate, "B/s") if bytes_rate else ""])
    print_table(["benchmark", "time", "items", "bytes"], rows)


def print_by_size(benchmarks):
    sizes = []
    cells = {}
    for benchmark in benchmarks:
        size = int(re.search(r"/events:(\d+)", benchmark["run_name"]).group(1))
        name = re.sub(r"/events:\d+|/real_time", "", benchmark["run_name"])
        sizes.append(size)
        cells.setdefault(name, {})[size] = benchmark
    sizes = sorted(set(sizes))
    rows = []
    for name, by_size in sorted(cells.items()):
        row = [f"`{name}`"]
        row += [time_text(time_of(by_size[size])) if size in by_size else "" for size in sizes]
        growth = ""
        if sizes[0] in by_size and sizes[-1] in by_size:
            growth = f"{time_of(by_size[sizes[-1]]) / time_of(by_size[sizes[0]]):.2f}"
        rows.append(row + [growth])
    print_table(["benchmark"] + [f"{size:,}" for size in sizes] + ["last ÷ first"], rows)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        benchmarks = sorted(medians(json.load(file)), key=lambda each: each["run_name"])
    print_flat([each for each in benchmarks if "/events:" not in each["run_name"]])
    print_by_size([each for each in benchmarks if "/events:" in each["run_name"]])


if __name__ == "__main__":
    main()
