"""Pictures of what was measured, one for each cost, by gnuplot."""

from . import shell
from .measures import text_of
from .targets import COSTS, ENGINES, LIMITS, NAMES

COLOURS = {"memory": "#999999", "rocksdb": "#7f6f5f", "sqlite": "#0f80cc", "postgres": "#3a9d6e",
           "duckdb": "#d9a300", "annals": "#c0392b", "sqlite-view": "#6fb7e0",
           "fdatasync": "#555555"}

# What a value is multiplied with, so that the axis has the unit of its name.
AXES = {"s": (1e6, "µs a question"), "1/s": (1e-3, "thousand events a second"), "B": (1, "bytes")}

SETTINGS = """
set terminal svg size 640,400 dynamic enhanced background rgb 'white' font 'sans-serif,12'
set output '{output}'
set title "{title}" noenhanced
set ylabel '{axis}'
set grid ytics lc rgb '#dddddd'
set border 3
set tics nomirror
"""


def draw(output, title, unit, commands):
    _, axis = AXES[unit]
    output.parent.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(output=output, title=title, axis=axis) + commands
    shell.run(["gnuplot"], input=text)
    clean(output)


def clean(picture):
    """Drops the blanks at the ends of lines, which gnuplot leaves."""
    lines = picture.read_text(encoding="utf-8").splitlines()
    picture.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def bars(measures, cost, title, output):
    """A bar for each engine. The axis is logarithmic, for they lie orders of magnitude apart."""
    engines = [engine for engine in ["fdatasync", *ENGINES[:3], "sqlite-view", *ENGINES[3:]]
               if measures.median(cost, engine)
               and not (cost == "load" and engine == "memory")]
    if not engines:
        return
    unit = measures.units[cost]
    factor, _ = AXES[unit]
    values = [measures.median(cost, engine) * factor for engine in engines]
    data = "\n".join(f'"{NAMES[engine]}" {value:.9g} {int(COLOURS[engine][1:], 16)} {place} '
                     f'"{text_of(value / factor, unit)}"'
                     for place, (engine, value) in enumerate(zip(engines, values)))
    shown = values
    target = ""
    if cost in LIMITS:
        shown = [*values, LIMITS[cost] * factor]
        target = (f", {shown[-1]:.9g} with lines dt 2 lc rgb '{COLOURS['annals']}'"
                  " title 'what annals must reach'")
    draw(output, title, unit, f"""
$figures << END
{data}
END
set logscale y
set yrange [{min(shown) / 4:.9g}:{max(shown) * 8:.9g}]
set xtics rotate by 20 right noenhanced
set boxwidth 0.6
set style fill solid
set key top right
plot $figures using 4:2:3:xtic(1) with boxes lc rgb variable notitle, \\
     '' using 4:2:5 with labels offset 0,0.7 notitle{target}
""")


def comparison(measures, folder):
    for cost, what, _ in COSTS:
        bars(measures, cost, what, folder / f"{cost}.svg")


def curves(by_size, cost, title, output):
    """A curve for each engine over the number of events, both axes logarithmic."""
    sizes = sorted(by_size)
    engines = [engine for engine in ENGINES
               if any(by_size[size].median(cost, engine) for size in sizes)
               and not (cost == "load" and engine == "memory")]
    if not engines:
        return
    unit = next(by_size[size].units[cost] for size in sizes if cost in by_size[size].units)
    factor, _ = AXES[unit]
    blocks, lines = [], []
    for engine in engines:
        points = [(size, by_size[size].median(cost, engine)) for size in sizes]
        rows = "\n".join(f"{size} {value * factor:.9g}" for size, value in points if value)
        blocks.append(f"$figures_{len(blocks)} << END\n{rows}\nEND")
        width = 3 if engine == "annals" else 1.5
        lines.append(f"$figures_{len(lines)} using 1:2 with linespoints pt 7 ps 0.5 lw {width} "
                     f"lc rgb '{COLOURS[engine]}' title '{NAMES[engine]}'")
    draw(output, title, unit, "\n".join(blocks) + """
set logscale xy
set format x '10^{%L}'
set xlabel 'events'
set key outside
plot """ + ", ".join(lines) + "\n")


def growth(by_size, folder):
    costs = [(cost, what) for cost, what, _ in COSTS]
    costs += [("process", "annals state, whole process"), ("memory", "annals ingest, peak memory"),
              ("ingest", "annals ingest, W")]
    for cost, what in costs:
        curves(by_size, cost, what, folder / f"growth-{cost}.svg")
