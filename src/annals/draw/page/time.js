// Days as numbers since 1970-01-01, UTC, proleptic Gregorian, and the axis.

const DAY_MS = 86400000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/// `2019-07-22`; an ellipsis for none.
function dayText(day) {
  return day === null ? '…' : new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/// The day that `YYYY-MM-DD` names; NaN if it is none.
function dayOf(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : NaN;
}

function dateOf(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

function firstOf(year, month) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return date.getTime() / DAY_MS;
}

const YEAR = 365.2425;
const STEPS = [
  { unit: 'day', count: 1, days: 1, pixels: 26 },
  { unit: 'week', count: 1, days: 7, pixels: 26 },
  { unit: 'month', count: 1, days: YEAR / 12, pixels: 36 },
  { unit: 'month', count: 3, days: YEAR / 4, pixels: 36 },
  { unit: 'month', count: 6, days: YEAR / 2, pixels: 36 },
];
for (let count = 1, i = 0; count <= 10000; count = i++ % 3 === 1 ? (count / 2) * 5 : count * 2) {
  STEPS.push({ unit: 'year', count, days: count * YEAR, pixels: 46 });
}

/// The ticks of an axis, as src/annals/draw/axis.h has them.
function ticks(from, to, width) {
  const scale = (to - from) / width;
  const step = STEPS.find(({ days, pixels }) => days >= pixels * scale) ?? STEPS[STEPS.length - 1];
  const { year, month } = dateOf(from);
  const { unit, count } = step;
  const at = (i) => {
    if (unit === 'day') return from + i;
    if (unit === 'week') return from - ((((from + 3) % 7) + 7) % 7) + 7 * i;
    if (unit === 'month') return firstOf(year, Math.floor(month / count) * count + i * count);
    return firstOf(Math.trunc(year / count) * count + i * count, 0);
  };
  const all = [];
  let current = '';
  for (let i = 0, day = at(0); day < to; day = at(++i)) {
    if (day < from) continue;
    const date = dateOf(day);
    const context = unit === 'year' ? '' :
      unit === 'month' ? `${date.year}` : `${MONTHS[date.month]} ${date.year}`;
    const label = unit === 'year' ? `${date.year}` :
      unit === 'month' ? MONTHS[date.month] : `${date.day}`;
    all.push({ day, label, context: context === current ? '' : context });
    current = context;
  }
  return all;
}
