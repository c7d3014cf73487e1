// The picture: lanes with bars and marks, drawn anew for each moment of knowledge.

const SVG = 'http://www.w3.org/2000/svg';
const LANE = 28;
const LANE_NARROW = 44;
const GROUP = 34;
const OTHERS = 26;
const OTHERS_NARROW = 38;
const OTHERS_NAME = 'other events';
const BAR_HEIGHT = 17;
const AXIS = 36;
const LETTER = 6;
const NARROWEST = 2;
const REACH = 9;
const TOGETHER = 1;
const FADE_WIDTH = 8;
const FADES = { 'true,false': 'in', 'false,true': 'out', 'true,true': 'both' };

// What would turn the order of the letters around it (Unicode UAX #9): one value could pass for another.
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/// A new element with attributes and children; text goes in as text, never as markup.
function element(namespace, name, attributes, children) {
  const made = namespace ? document.createElementNS(namespace, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  const there = children.filter((child) => child !== null && child !== '');
  made.append(...there.map((child) => (typeof child === 'string' ? child.replace(REORDERING, '\ufffd') : child)));
  return made;
}
const svg = (name, attributes = {}, ...children) => element(SVG, name, attributes, children);
const html = (name, attributes = {}, ...children) => element(null, name, attributes, children);

const pen = document.createElement('canvas').getContext('2d');
const FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

let penFont = '';

function textWidth(text, font = '12px') {
  if (font !== penFont) pen.font = `${font} ${FONT}`;  // slow, and nearly always the same
  penFont = font;
  return pen.measureText(text).width;
}

/// Whether the text fits. Measuring takes long, and no letter that counts is as narrow as NARROWEST.
function fits(text, width, font) {
  return width >= LETTER && text.length * NARROWEST <= width && textWidth(text, font) <= width;
}

/// As much of the text as fits, with an ellipsis where it was cut; empty if that says nothing.
function cutTo(text, width, font) {
  if (fits(text, width, font)) return text;
  const letters = [...text.slice(0, Math.max(width / NARROWEST, 0))];
  let low = 0;
  let high = width < 3 * LETTER ? 0 : letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(`${letters.slice(0, middle).join('')}…`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return low < 3 ? '' : `${letters.slice(0, low).join('')}…`;
}

function cellName({ term, key }) {
  return key === '' ? term : `${term}:${key}`;
}

/// The bars of runs, as src/annals/draw/picture.h has them.
function barsOf(runs, none) {
  const bars = [];
  runs.forEach((run, i) => {
    const before = i > 0 && runs[i - 1].to === run.from ? runs[i - 1] : null;
    const after = i + 1 < runs.length && runs[i + 1].from === run.to ? runs[i + 1] : null;
    const edge = (beside, day, value) => {
      if (day === null) return 'open';
      return run.certain || beside?.possible.includes(value) ? 'sharp' : 'fading';
    };
    const strips = run.possible.filter((value) => value !== none).map((value) => (
      { value, begin: edge(before, run.from, value), end: edge(after, run.to, value) }));
    if (strips.length > 0) bars.push({ ...run, strips });
  });
  return bars;
}

/// The bars cut into stretches that touch and allow the same one value.
function stretchesOf(bars) {
  const stretches = [];
  for (const bar of bars) {
    const last = stretches[stretches.length - 1]?.at(-1);
    const goesOn = last && last.to === bar.from && last.strips.length === 1 &&
      bar.strips.length === 1 && last.strips[0].value === bar.strips[0].value;
    if (goesOn) stretches[stretches.length - 1].push(bar);
    else stretches.push([bar]);
  }
  return stretches;
}

class Lanes {
  /// Draws into `host`, and the axis into `axisHost`. `words` gives values and events in words.
  constructor(host, axisHost, data, kernel, words) {
    Object.assign(this, { host, axisHost, data, kernel, words });
    [this.from, this.to] = data.range;
    this.lanes = data.groups.flatMap((group) => group.lanes);
    for (const lane of this.lanes) lane.ordered = statementsOf(lane.statements);
  }

  /// Where everything lies, for the width that there is.
  layout() {
    const width = Math.max(this.host.clientWidth, 280);
    this.narrow = width < 640;
    const names = Math.max(0, ...this.lanes.map((lane) => textWidth(cellName(lane), '13px')));
    this.left = this.narrow ? 4 : Math.min(Math.max(names, 80), width * 0.28) + 16;
    this.width = width;
    this.right = width - 4;
    this.laneHeight = this.narrow ? LANE_NARROW : LANE;
    this.barTop = this.narrow ? 19 : 3;
    this.headings = this.data.groups.length > 1;
    this.othersHeight = this.narrow ? OTHERS_NARROW : OTHERS;
    const rowsOfOthers = this.data.groups.filter(({ others }) => others.length > 0).length;
    this.height = this.lanes.length * this.laneHeight + rowsOfOthers * this.othersHeight +
      (this.headings ? this.data.groups.length * GROUP : 0) + 4;
  }

  x(day) {
    return this.left + ((day - this.from) / (this.to - this.from)) * (this.right - this.left);
  }
  clipped(day, unbounded) {
    return day === null ? unbounded : Math.min(Math.max(this.x(day), this.left), this.right);
  }
  dayAt(x) {
    const part = (x - this.left) / (this.right - this.left);
    const day = Math.floor(this.from + part * (this.to - this.from));
    return Math.min(Math.max(day, this.from), this.to - 1);
  }

  /// Draws what `known` (a place in the data's list) lets one know.
  draw(known, withdrawnBy) {
    this.layout();
    const { data, width, height } = this;
    const root = svg('svg', {
      class: 'annals', viewBox: `0 0 ${width} ${height}`, width, height, role: 'group',
      'aria-label': `Timeline of ${data.title}`,
    }, this.defs());
    this.axis = svg('svg', { class: 'annals axis', viewBox: `0 0 ${width} ${AXIS}`, width, height: AXIS, 'aria-hidden': true });
    this.grid(root);
    let y = 0;
    this.marks = new Map();
    this.bars = [];
    for (const group of data.groups) {
      const part = svg('g', { role: 'group', 'aria-label': group.title });
      if (this.headings) {
        part.append(this.heading(group, y));
        y += GROUP;
      }
      for (const lane of group.lanes) {
        part.append(this.lane(lane, y, known, withdrawnBy[lane.relationship]));
        y += this.laneHeight;
      }
      if (group.others.length > 0) {
        part.append(this.others(group, y, known, withdrawnBy[group.relationship]));
        y += this.othersHeight;
      }
      root.append(part);
    }
    this.cursor = svg('path', { class: 'cursor' });
    this.frontier = svg('path', { class: 'frontier' });
    this.ring = svg('rect', { class: 'ring' });
    root.append(this.frontier, this.cursor, this.ring);
    this.host.replaceChildren(root);
    this.axisHost.replaceChildren(this.axis);
  }

  /// Puts the cursor on a day, and the dotted line at the day by which things are known, if there is
  /// one; beside the picture they are not shown.
  point(day, known) {
    const line = (at) => (at >= this.from && at < this.to ? `M${this.x(at).toFixed(1)} 0V${this.height}` : '');
    this.cursor.setAttribute('d', line(day + 0.5));
    this.frontier.setAttribute('d', known === null ? '' : line(known + 1));
  }

  defs() {
    const defs = svg('defs');
    for (let hue = 0; hue <= 6; ++hue) {
      defs.append(svg('pattern', { id: `hatch${hue}`, class: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
        svg('rect', { class: `h${hue}`, width: 6, height: 6 }),
        svg('path', { class: `h${hue}`, d: 'M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3' })));
    }
    for (const [name, ...stops] of [['in', 0, 1], ['out', 1, 0], ['both', 0, 1, 0]]) {
      defs.append(
        svg('linearGradient', { id: `ramp-${name}` }, ...stops.map((opacity, i) => svg('stop',
          { offset: i / (stops.length - 1), 'stop-color': '#fff', 'stop-opacity': opacity }))),
        svg('mask', { id: `fade-${name}`, maskContentUnits: 'objectBoundingBox' },
          svg('rect', { width: 1, height: 1, fill: `url(#ramp-${name})` })));
    }
    return defs;
  }

  /// The lines of the ticks, and their labels on the axis, which stays in sight.
  grid(root) {
    const all = ticks(this.from, this.to, this.right - this.left);
    all.forEach((tick, i) => {
      const x = this.x(tick.day);
      root.append(svg('path', { class: tick.context ? 'grid begin' : 'grid', d: `M${x.toFixed(1)} 0V${this.height}` }));
      if (x + 3 + textWidth(tick.label) > this.width) return;
      this.axis.append(svg('text', { class: 'tick', x: x + 3, y: 30 }, tick.label));
      const next = all.slice(i + 1).find((other) => other.context);
      const end = next ? this.x(next.day) : this.width;
      if (tick.context && x + 9 + textWidth(tick.context, '600 12px') <= end) {
        this.axis.append(svg('text', { class: 'tick context', x: x + 3, y: 14 }, tick.context));
      }
    });
  }

  heading(group, y) {
    const title = cutTo(group.title, this.width - 8, '600 13px');
    const rest = this.width - textWidth(title, '600 13px') - 20;
    return svg('text', { x: 0, y: y + 24 }, svg('tspan', { class: 'group' }, title),
      svg('tspan', { class: 'note faint', dx: 10 }, cutTo(group.subtitle, rest, '12px')));
  }

  lane(lane, y, known, withdrawnBy) {
    const { left, right, barTop } = this;
    const base = y + this.laneHeight - 4;
    const part = svg('g', { role: 'group', 'aria-label': cellName(lane) },
      svg('path', { class: 'base', d: `M${left} ${base}H${right}` }), this.laneName(lane, y));
    const those = counting(lane.ordered, known, withdrawnBy);
    lane.runs = this.kernel.timeline(those);
    const bars = barsOf(lane.runs, this.kernel.none);
    this.drawBars(part, bars, y + barTop);
    const stretches = stretchesOf(bars);
    stretches.forEach((stretch, i) => {
      const next = stretches[i + 1];
      const free = next ? this.clipped(next[0].from, left) : right;
      this.label(part, stretch, free, y + barTop + 12.8);
    });
    for (const each of lane.ordered) {
      if (each.known > known) continue;
      const [first, last] = [each.first, each.last].map((place) => this.kernel.days[place]);
      const withdrawn = withdrawnBy(each.sequence);
      const said = this.words.mark(lane, each, withdrawn);
      this.mark(part, {
        sequence: each.sequence, said, withdrawn,
        first: Number.isFinite(first) ? first : null, last: Number.isFinite(last) ? last + 1 : null,
      }, base);
    }
    return part;
  }

  /// What happened in a relationship beside what its lanes show.
  others(group, y, known, withdrawnBy) {
    const line = y + (this.narrow ? this.othersHeight - 9 : 14);
    const part = svg('g', { role: 'group', 'aria-label': OTHERS_NAME },
      svg('path', { class: 'base', d: `M${this.left} ${line}H${this.right}` }),
      svg('text', { class: 'faint', x: this.narrow ? 4 : 0, y: this.narrow ? y + 16 : y + 18 }, OTHERS_NAME));
    for (const [sequence, when, first, last] of group.others) {
      if (when > known) continue;
      const withdrawn = withdrawnBy(sequence);
      this.mark(part, { sequence, first, last, withdrawn, said: this.words.other(sequence, withdrawn) }, line);
    }
    return part;
  }

  laneName(lane, y) {
    const room = this.narrow ? this.width - 8 : this.left - 12;
    const shown = cutTo(cellName(lane), room, '13px');
    const term = `${lane.term}:`;
    const place = { x: this.narrow ? 4 : 0, y: y + (this.narrow ? 14 : 16) };
    if (lane.key === '' || !shown.startsWith(term)) return svg('text', place, shown);
    return svg('text', place, svg('tspan', { class: 'faint' }, term), shown.slice(term.length));
  }

  /// The bars of a lane: those that look the same in one path, since thousands are drawn at once;
  /// one that fades, and is wide enough for that to be seen, is an element of its own.
  drawBars(part, bars, y) {
    const paths = new Map();
    for (const bar of bars) {
      const from = this.clipped(bar.from, this.left);
      const to = this.clipped(bar.to, this.right);
      if (to <= this.left || from >= this.right) continue;
      this.bars.push({ bar, from, to, y });
      const width = Math.max(to - from - 1, 1.5);
      const height = BAR_HEIGHT / bar.strips.length;
      bar.strips.forEach((strip, i) => {
        const hue = this.data.hues[strip.value];
        const looks = bar.certain ? `bar h${hue}` : `bar h${hue} possible${hue}`;
        const d = `M${from.toFixed(1)} ${(y + i * height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;
        const fade = FADES[[strip.begin !== 'sharp', strip.end !== 'sharp']];
        if (bar.certain || !fade || width < FADE_WIDTH) paths.set(looks, (paths.get(looks) ?? '') + d);
        else part.append(svg('path', { class: looks, d, mask: `url(#fade-${fade})` }));
      });
    }
    for (const [looks, d] of paths) part.append(svg('path', { class: looks, d }));
  }

  /// One label for bars that say the same: in one where it fits, a certain one first, else behind
  /// them, else as much as fits in the widest.
  label(part, bars, freeTo, y) {
    const inset = 5;
    const places = bars.map((bar) => {
      const from = this.clipped(bar.from, this.left);
      const to = this.clipped(bar.to, this.right);
      return { bar, from, to, text: this.words.label(bar), room: to - from - 2 * inset };
    });
    const fitting = places.filter(({ text, room }) => fits(text, room));
    const widest = places.reduce((a, b) => (b.room > a.room ? b : a));
    const named = places.find(({ bar }) => bar.certain) ?? widest;
    const end = places[places.length - 1].to;
    let { bar, from, text } = fitting.find((place) => place.bar.certain) ?? fitting[0] ?? widest;
    if (fitting.length === 0 && fits(named.text, freeTo - end - 2 * inset)) {
      ({ bar, text } = named);
      from = end;
    } else if (fitting.length === 0) {
      text = cutTo(text, widest.room);
    }
    if (text === '' || end <= this.left || places[0].from >= this.right) return;
    part.append(svg('text', { class: bar.certain ? 'label' : 'label unsure', x: (from + inset).toFixed(1), y: y.toFixed(1) }, text));
  }

  /// A dot on the day; where the date is vague, a line over the days with a ring at either end.
  /// `said` are its words; the days are from `first` to before `last`, null where unbounded.
  mark(part, { sequence, first, last, withdrawn, said }, y) {
    if ((last !== null && last <= this.from) || (first !== null && first >= this.to)) return;
    const from = this.clipped(first, this.left);
    const to = this.clipped(last, this.right);
    const isDay = first !== null && last !== null && last - first <= 1;
    let d = `M${(from - 3).toFixed(1)} ${y - 3}l6 6m0 -6l-6 6`;
    const circle = (x, r) => `M${(x - r).toFixed(1)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
    if (!withdrawn && isDay) d = circle(from, 2.5);
    if (!withdrawn && !isDay) d = (first === null ? '' : circle(from, 2.25)) + (last === null ? '' : circle(to, 2.25));
    if (!isDay) d += `M${(from + 2.25).toFixed(1)} ${y}H${(to - 2.25).toFixed(1)}`;
    const made = svg('path', {
      class: withdrawn ? 'mark withdrawn' : isDay ? 'mark' : 'mark vague', role: 'button', d,
      'aria-label': said,
    });
    this.marks.set(made, { from, to: isDay ? from : to, y, sequence });
    part.append(made);
  }

  /// The mark at a point of the picture, or the nearest within reach; null if there is none.
  markAt(x, y) {
    let nearest = null;
    let least = REACH;
    for (const [mark, place] of this.marks) {
      if (Math.abs(place.y - y) > REACH) continue;
      const distance = Math.max(place.from - x, x - place.to, 0) + Math.abs(place.y - y) / 2;
      if (distance < least) [nearest, least] = [mark, distance];
    }
    return nearest;
  }

  /// The marks that lie where this one does, itself among them: the pointer cannot tell them apart.
  marksWith(mark) {
    const place = this.marks.get(mark);
    const near = (a, b) => Math.abs(a - b) < TOGETHER;
    return [...this.marks].filter(([, other]) => (
      other.y === place.y && near(other.from, place.from) && near(other.to, place.to))).map(([each]) => each);
  }

  /// The bar at a point of the picture and its place; null if there is none.
  barAt(x, y) {
    return this.bars.find((each) => y >= each.y && y < each.y + BAR_HEIGHT && x >= each.from && x < each.to) ?? null;
  }

  /// Puts the ring around a mark, or takes it away.
  encircle(mark) {
    const place = this.marks.get(mark);
    this.ring.setAttribute('visibility', place ? 'visible' : 'hidden');
    if (!place) return;
    const box = { x: place.from - 7, y: place.y - 7, width: place.to - place.from + 14, height: 14, rx: 3 };
    for (const [name, value] of Object.entries(box)) this.ring.setAttribute(name, value);
  }
}
