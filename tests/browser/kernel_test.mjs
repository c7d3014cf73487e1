// The page's kernel gives what `annals state` gives: node kernel_test.mjs ANNALS SOURCE-FOLDER

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

import { generated, microsoftOpenai, questions, Random } from './examples.mjs';

const [, , annals, source] = process.argv;
const page = (name) => readFileSync(join(source, 'src/annals/draw/page', name), 'utf8');
const { Kernel, withdrawals, statementsOf, counting, ticks } = vm.runInNewContext(
  `${page('kernel.js')}${page('time.js')}; ({ Kernel, withdrawals, statementsOf, counting, ticks })`);

function dataOf(file) {
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf('id="data">') + 'id="data">'.length;
  return JSON.parse(text.slice(begin, text.indexOf('</script>', begin)));
}

function answer(data, kernel, { day, known }) {
  const withdrawnBy = data.relationships.map(({ corrections }) => withdrawals(
    [...corrections].sort((a, b) => b.target - a.target), known));
  const ids = new Map(data.events.map(({ sequence, id }) => [sequence, id]));
  const value = (place) => data.values[place];
  const states = data.relationships.map(({ name }) => ({ relationship: name, terms: [] }));
  for (const lane of data.groups.flatMap(({ lanes }) => lanes)) {
    const those = counting(statementsOf(lane.statements), known, withdrawnBy[lane.relationship]);
    const state = kernel.stateOn(those, day);
    if (state === null || (state.certain && state.value === kernel.none)) continue;
    const held = state.value === kernel.none ? null : kernel.heldSince(kernel.timeline(those), state.value, day);
    states[lane.relationship].terms.push({
      term: lane.term, key: lane.key, value: value(state.value), certain: state.certain,
      possible: Array.from(state.possible, value),
      held_since: held === null ? null : new Date(held * 86400000).toISOString().slice(0, 10),
      event: ids.get(state.event),
    });
  }
  return states.filter(({ terms }) => terms.length > 0);
}

function expected(example, { on, knownText }, perspective) {
  return example.state(on, knownText, ...perspective).map(({ relationship, terms }) => ({
    relationship,
    terms: terms.map(({ since, until, source: read, ...rest }) => rest),
  }));
}

/// The labels of the axis in a picture, as the library and as the page works them out.
function comparesTheAxis(example, from, to) {
  const svg = example.run('draw', '--as', 'svg', '-o', '-', '--from', from, '--to', to, '--', ...example.relationships);
  const labels = [...svg.matchAll(/class="tick" x="[\d.]+" y="92">([^<]*)/g)].map(([, label]) => label);
  const [, left, right] = svg.match(/class="base" d="M([\d.]+) [\d.]+H([\d.]+)"/).map(Number);
  const days = [from, to].map((day) => Date.parse(`${day}T00:00:00Z`) / 86400000);
  const own = Array.from(ticks(days[0], days[1] + 1, right - left), ({ label }) => label);
  // The picture leaves out a label that would leave the page.
  assert.ok(labels.length >= own.length - 1 && labels.length > 0, `${from} to ${to}: ${labels} for ${own}`);
  assert.deepEqual(labels, own.slice(0, labels.length), `${from} to ${to}`);
}

function compares(name, example, perspective, count) {
  const random = new Random(seed);
  const data = dataOf(example.draw(...perspective));
  const kernel = new Kernel(data);
  const asked = perspective.filter((each, i) => perspective[i - (i % 2)] !== '--known');
  let terms = 0;
  let possible = 0;
  for (const question of questions(data, random, count)) {
    const given = answer(data, kernel, question);
    const where = `${name} ${perspective.join(' ')} on ${question.on}, known ${question.knownText}`;
    assert.deepEqual(given, expected(example, question, asked), where);
    for (const each of given.flatMap((part) => part.terms)) {
      ++terms;
      if (!each.certain) ++possible;
    }
  }
  assert.ok(terms > 3 * count && possible > 3, `${name}: too little was asked: ${terms} terms, ${possible} possible`);
  console.log(`${name} ${perspective.join(' ')}: ${count} questions, ${terms} terms, ${possible} of them possible: the same`);
}

const seed = 20260801;
const real = microsoftOpenai(annals, source);
const made = generated(annals, 1500, seed);
try {
  compares('microsoft-openai', real, [], 30);
  compares('generated', made, [], 30);
  compares('generated', made, ['--without-source', 'Reuters'], 10);
  compares('generated', made, ['--basis', '700'], 10);
  compares('generated', made, ['--known', '2012-06'], 10);
  for (const to of ['2019-01-20', '2019-03-01', '2019-12-31', '2023-06-30', '2031-01-01', '2300-01-01', '9999-12-31']) {
    comparesTheAxis(real, '2019-01-03', to);
  }
  comparesTheAxis(real, '0001-01-01', '9999-12-31');
} finally {
  real.remove();
  made.remove();
}
