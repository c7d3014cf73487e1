// Databases to draw: the example of the project, and a generated one with every kind of date,
// correction and name that could go wrong.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/// Numbers that look random and are the same in each run (Park and Miller 1988).
export class Random {
  constructor(seed) {
    this.state = seed;
  }
  below(count) {
    this.state = (this.state * 48271) % 2147483647;
    return this.state % count;
  }
  of(list) {
    return list[this.below(list.length)];
  }
}

/// A database in a folder of its own.
export class Example {
  constructor(annals, relationships) {
    this.annals = annals;
    this.relationships = relationships;
    this.folder = mkdtempSync(join(tmpdir(), 'annals-browser-'));
    this.database = join(this.folder, 'annals.db');
  }
  run(...words) {
    return execFileSync(this.annals, ['--quiet', '--db', this.database, ...words], { maxBuffer: 1 << 28 }).toString();
  }
  /// The file that `draw` writes.
  draw(...words) {
    const file = join(this.folder, 'page.html');
    this.run('draw', '-o', file, ...words, '--', ...this.relationships);
    return file;
  }
  /// The terms of each relationship on a day, as known on another, as the command gives them.
  state(on, known, ...perspective) {
    return this.relationships.map((relationship) => {
      const words = ['--quiet', '--db', this.database, '--format', 'json', 'state', '--on', on, '--known', known, ...perspective, '--', relationship];
      const answer = spawnSync(this.annals, words, { maxBuffer: 1 << 28 });
      if (answer.status > 1) throw new Error(answer.stderr.toString());
      return { relationship, terms: JSON.parse(answer.stdout.toString()).terms };
    }).filter(({ terms }) => terms.length > 0);
  }
  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

export function microsoftOpenai(annals, source) {
  const example = new Example(annals, ['microsoft-openai', 'oracle-openai', 'stargate']);
  example.run('ingest', join(source, 'examples/microsoft-openai.jsonl'));
  return example;
}

const HOSTILE = [
  '</script><script>alert(1)</script>', '"><img src=x onerror=alert(2)>', "' onfocus=alert(3) x='",
  '<!--<script>', ']]>&lt;&amp;', '{{script}}', '${alert(4)}', '\u202egnp.exe', '日本電気', '\\u003c\\', '__proto__',
];
const VALUES = ['exclusive', 'non-exclusive', 'ended early', 27, 32.5, -1e-9, 1e15, true, false, '1', 'true', '', ...HOSTILE];

const two = (number) => String(number).padStart(2, '0');

function day(random) {
  return `${1995 + random.below(35)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
}

function when(random) {
  const date = day(random);
  switch (random.below(10)) {
    case 9: return `${date}T12:00:00.${String(random.below(3)).padStart(6, '0')}Z`;  // one microsecond
    case 0: return date.slice(0, 4);
    case 1: return date.slice(0, 7);
    case 2: return `${date.slice(0, 4)}-Q${1 + random.below(4)}`;
    case 3: return `${date}T${two(random.below(24))}:${two(random.below(60))}:05.25+02:00`;
    case 4: return `[${date.slice(0, 4)}..${Number(date.slice(0, 4)) + random.below(3)}-12]`;
    case 5: return random.below(4) === 0 ? `[..${date}]` : random.below(4) === 0 ? `[${date}..]` : `${date}~`;
    default: return date;
  }
}

/// What makes an event replace or retract one before it.
function correction(random, before, event) {
  const target = random.of(before);
  if (random.below(2) === 0) return { ...event, replaces: target.id };
  const { id, known, source } = event;
  return { id, known, source, type: 'retracted', relationship: target.relationship, target: target.id, reason: random.of(HOSTILE),
    ...(random.below(3) === 0 ? { versions: 'all' } : {}) };
}

/// `count` events of `relationships`, about a sixth of which correct others.
export function generated(annals, count, seed) {
  const random = new Random(seed);
  const relationships = ['acme-borg', HOSTILE[0]];
  const keys = ['', ...HOSTILE, 'a:b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const events = [];
  for (let i = 0; i < count; ++i) {
    const event = {
      id: i % 50 === 0 ? `${random.of(HOSTILE)}${i}` : `event-${i}`, type: 'term_set',
      relationship: random.of(relationships), effective: when(random),
      term: random.of(['exclusivity', 'party', '<b>&"term']), key: random.of(keys), value: random.of(VALUES),
      known: `${2000 + random.below(26)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
      source: { publisher: random.of(['Reuters', 'javascript:alert(5)', HOSTILE[1]]),
        url: random.of(['https://example.org/a?b&c', 'javascript:alert(6)']), quote: random.of(HOSTILE) },
    };
    if (random.below(8) === 0) {
      delete event.value;
      event.type = 'term_ended';
    } else if (random.below(6) === 0) {
      event.until = `${Number(event.effective.match(/\d{4}/)[0]) + 1 + random.below(9)}`;
      if (/\.\.\]/.test(event.effective)) delete event.until;
    }
    events.push(i > 20 && random.below(6) === 0 ? correction(random, events.slice(-20), event) : event);
  }
  const example = new Example(annals, relationships);
  const file = join(example.folder, 'events.jsonl');
  writeFileSync(file, events.map((event) => JSON.stringify(event)).join('\n'));
  example.run('ingest', file);
  return example;
}

/// Questions: random days in and around those of the picture, random moments of knowledge.
export function questions(data, random, count) {
  const [from, to] = data.range;
  const bounded = data.moments.filter((each) => each !== null);
  return Array.from({ length: count }, (_, i) => {
    const day = i % 3 === 0 ? random.of(bounded) + random.below(3) - 1 : from - 40 + random.below(to - from + 80);
    const known = i % 5 === 0 ? data.known.length - 1 : random.below(data.known.length);
    return { day, on: new Date(day * 86400000).toISOString().slice(0, 10), known, knownText: data.known[known] };
  });
}
