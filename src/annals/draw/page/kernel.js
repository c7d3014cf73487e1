// The rules of an answer, as src/annals/state/ has them. Moments, known and values are places in the
// lists of the data, in order, so that comparing numbers compares moments to the microsecond.
// tests/browser compares what this gives with `annals state`.

const NONE = -1;
const UNBOUNDED_BELOW = 0;

/// Which events are withdrawn, and by which, for those who know what was known by `known`.
/// Whatever corrects an event comes later in the log: the latest target first, no recursion is needed.
function withdrawals(corrections, known) {
  const fates = new Map();
  for (const { target, by, kind, known: when, heard } of corrections) {
    const fate = fates.get(by) ?? { withdrawnBy: 0, coveredBy: 0 };
    const live = heard && when <= known && fate.withdrawnBy === 0 ? by : 0;
    const cover = kind === 'replaces' ? Math.max(live, fate.coveredBy) : live;
    const old = fates.get(target) ?? { withdrawnBy: 0, coveredBy: 0 };
    fates.set(target, {
      withdrawnBy: Math.max(old.withdrawnBy, cover),
      coveredBy: kind === 'retracts' ? old.coveredBy : Math.max(old.coveredBy, cover),
    });
  }
  return (sequence) => fates.get(sequence)?.withdrawnBy ?? 0;
}

/// Statements as objects, in the order in which they may begin.
function statementsOf(rows) {
  const statements = rows.map(([sequence, known, first, last, endFirst, endLast, value]) => (
    { sequence, known, first, last, endFirst, endLast, value, hasEnd: endFirst !== NONE }));
  return statements.sort(
    (a, b) => a.first - b.first || a.last - b.last || a.sequence - b.sequence);
}

/// The statements by events that count: seen and not withdrawn.
function counting(statements, known, withdrawnBy) {
  return statements.filter((each) => each.known <= known && withdrawnBy(each.sequence) === 0);
}

/// The state of a cell at one moment after another, each not before the one before.
class Sweep {
  /// `statements` count and are in order; `none` is the place of no value.
  constructor(statements, none) {
    this.statements = statements;
    this.none = none;
    this.admitted = 0;
    this.open = [];
  }

  /// Null if the cell is not in the answer.
  advance(at) {
    while (this.admitted < this.statements.length && this.statements[this.admitted].first <= at) {
      this.open.push(this.statements[this.admitted++]);
    }
    this.dropOverridden(at);
    return this.open.length === 0 ? null : this.answer(at);
  }

  dropOverridden(at) {
    let latestStart = UNBOUNDED_BELOW;
    for (const each of this.open) {
      if (each.last <= at) latestStart = Math.max(latestStart, each.first);
    }
    this.open = this.open.filter((each, i, open) => {
      const next = open[i + 1];
      const laterWithSameBounds = next !== undefined && next.first === each.first &&
        next.last === each.last && each.last <= at;
      return each.last >= latestStart && !laterWithSameBounds;
    });
  }

  answer(at) {
    const possible = new Set();
    let leading = null;
    let anySettled = false;
    for (const each of this.open) {
      const led = this.led(each, at);
      if (led !== this.none) possible.add(led);
      if (each.value === this.none || (each.hasEnd && each.endFirst <= at)) possible.add(this.none);
      const settled = each.last <= at;
      if (settled || !anySettled) leading = each;
      anySettled ||= settled;
    }
    if (!anySettled) possible.add(this.none);
    return {
      value: this.led(leading, at),
      certain: possible.size === 1,
      possible: [...possible].sort((a, b) => a - b),
      event: leading.sequence,
    };
  }

  led(statement, at) {
    return statement.hasEnd && statement.endLast <= at ? this.none : statement.value;
  }
}

function sameAnswer(a, b) {
  return a.value === b.value && a.certain === b.certain &&
    a.possible.length === b.possible.length && a.possible.every((each, i) => each === b.possible[i]);
}

/// Turns days into the places of moments, and asks about whole days.
class Kernel {
  constructor(data) {
    this.days = data.moments.map((day, i) => day ?? (i === 0 ? -Infinity : Infinity));
    this.none = data.values.length - 1;
  }

  /// The place of the last moment that is not after `day`.
  lastOf(day) {
    let low = 0;
    let high = this.days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.days[middle] <= day) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /// The state of a cell on a day. `those` count and are in order.
  stateOn(those, day) {
    return new Sweep(those, this.none).advance(this.lastOf(day));
  }

  /// The runs of days `[from, to)` on which the answer stays the same; null is unbounded.
  timeline(those) {
    const days = new Set();
    for (const each of those) {
      for (const place of [each.first, each.last, each.endFirst, each.endLast]) {
        if (place !== NONE && Number.isFinite(this.days[place])) days.add(this.days[place]);
      }
    }
    const sweep = new Sweep(those, this.none);
    const runs = [];
    let open = false;
    const add = (day, state) => {
      const last = runs[runs.length - 1];
      if (open && state && sameAnswer(last, state)) return;
      if (open) last.to = day;
      open = state !== null;
      if (open) runs.push({ from: day, to: null, ...state });
    };
    add(null, sweep.advance(UNBOUNDED_BELOW));
    for (const day of [...days].sort((a, b) => a - b)) add(day, sweep.advance(this.lastOf(day)));
    return runs;
  }

  /// The first day of the unbroken run of days up to `day` on which the value was `value`.
  heldSince(runs, value, day) {
    let since = day;
    for (let i = runs.length - 1; i >= 0; --i) {
      const { from, to, value: its } = runs[i];
      if (from !== null && from >= since) continue;
      if ((to !== null && to < since) || its !== value) break;
      if (from === null) return null;
      since = from;
    }
    return since;
  }
}
