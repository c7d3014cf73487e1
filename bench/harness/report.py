"""The comparison as a Markdown table."""

from .measures import rounded, text_of
from .targets import COSTS, ENGINES, NAMES, PEERS, worst_growth

MET = {True: "**yes**", False: "no"}


def fill(document, place, text):
    """Puts `text` between the two comments in the document that are named after the place."""
    old = document.read_text(encoding="utf-8")
    begin, end = f"<!-- {place} -->", f"<!-- end of {place} -->"
    before, after = old.split(begin)[0], old.split(end)[1]
    document.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def conditions(machine, settings):
    """In a line, what the figures depend on."""
    return (f"{machine['when'][:10]}, {machine['commit']}: {machine['processors']} processors "
            f"({machine['processor']}), {machine['memory_gib']} GiB, {machine['system']}; {settings}.")


def row(cells):
    return "| " + " | ".join(cells) + " |"


def beside_best(measures, cost, less_is_better):
    """How annals stands to the best of the databases; the floor is none."""
    ours = measures.median(cost, "annals")
    others = {engine: measures.median(cost, engine) for engine in [*PEERS[1:], "sqlite-view"]}
    others = {engine: value for engine, value in others.items() if value}
    if not ours or not others:
        return "–"
    best = min(others, key=others.get) if less_is_better else max(others, key=others.get)
    ratio = others[best] / ours if less_is_better else ours / others[best]
    return f"{rounded(ratio)} × {NAMES[best]}"


def comparison(measures, verdicts):
    """A line for each cost. More than 1 × the best is better than it, whatever the unit."""
    lines = [row(["cost", *(NAMES[engine] for engine in ENGINES), "how much better than the best",
                  "must reach", "met"]),
             "|---|" + "---:|" * len(ENGINES) + "---:|---|---|"]
    for cost, what, less_is_better in COSTS:
        cells = [text_of(measures.median(cost, engine), measures.units.get(cost))
                 for engine in ENGINES]
        if cost == "load":
            cells[0] = "–"  # the floor is not durable
        if cost == "append_1" and measures.median("floor", "fdatasync"):
            cells[0] = "fdatasync " + text_of(measures.median("floor", "fdatasync"), "1/s")
        in_view = measures.median(cost, "sqlite-view")
        if in_view:
            cells[ENGINES.index("sqlite")] += f" ({text_of(in_view, 's')} in a transaction)"
        ours = [verdict for verdict in verdicts if verdict["cost"] == cost]
        lines.append(row([what, *cells, beside_best(measures, cost, less_is_better),
                          "; ".join(verdict["target"] for verdict in ours) or "–",
                          "; ".join(MET[verdict["met"]] for verdict in ours) or "–"]))
    return "\n".join(lines)


def processes(measures, verdicts, sizes):
    """What annals as a whole program takes, at each size."""
    lines = [row(["whole process, W", *(f"{size:,} events" for size in sizes), "must reach", "met"]),
             "|---|" + "---:|" * len(sizes) + "---|---|"]
    for cost, what in [("process", "`annals state`"), ("memory", "`annals ingest`, peak memory"),
                       ("ingest", "`annals ingest`")]:
        cells = [text_of(measures.median(f"{cost}_{size}", "annals"),
                         measures.units.get(f"{cost}_{size}")) for size in sizes]
        ours = [verdict for verdict in verdicts if verdict["cost"] == cost]
        lines.append(row([what, *cells, "; ".join(verdict["target"] for verdict in ours) or "–",
                          "; ".join(MET[verdict["met"]] for verdict in ours) or "–"]))
    return "\n".join(lines)


def misses(verdicts):
    """What is missing to each target, for those who only want to know that."""
    missed = [verdict for verdict in verdicts if not verdict["met"]]
    lines = [f"{len(verdicts) - len(missed)} of {len(verdicts)} targets are met."]
    lines += [f"  {verdict['cost']}: {verdict['measured']}, must be {verdict['target']}"
              for verdict in missed]
    return "\n".join(lines)


def growth(by_size, verdicts):
    """annals at every size, and the step that grows most, of the in-memory floor too."""
    sizes = sorted(by_size)
    lines = [row(["annals", *(f"{size:,}" for size in sizes), "must reach", "at worst", "met",
                  "the floor in memory"]),
             "|---|" + "---:|" * len(sizes) + "---|---|---|---|"]
    costs = [(cost, what) for cost, what, _ in COSTS if not cost.startswith("append")]
    costs += [("process", "`annals state`, whole process, W"),
              ("memory", "`annals ingest`, peak memory, W"), ("ingest", "`annals ingest`, W")]
    for cost, what in costs:
        cells = [text_of(by_size[size].median(cost, "annals"), by_size[size].units.get(cost))
                 for size in sizes]
        ours = [verdict for verdict in verdicts if verdict["cost"] == cost]
        cells += [ours[0]["target"], ours[0]["measured"], MET[ours[0]["met"]]] if ours else ["–"] * 3
        floor = worst_growth(by_size, cost, "memory") if ours else None
        cells.append(f"{floor:.2f} × at worst" if floor else "–")
        lines.append(row([what, *cells]))
    return "\n".join(lines)
