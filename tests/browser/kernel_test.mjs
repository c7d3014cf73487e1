// The page's kernel gives what `annals state` gives: node kernel_test.mjs ANNALS SOURCE-FOLDER

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

import { generated, microsoftOpenai, questions, Random } from './examples.mjs';

const [, , annals, source] = process.argv;
const page = (name) => readFileSync(join(source, 'src/annals/draw/page', name), 'utf8');
const { Kernel, withdrawals, statementsOf, counting } = vm.runInNewContext(
  `${page('kernel.js')}; ({ Kernel, withdrawals, statementsOf, counting })`, { Number, Map, Set, Math });

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

function expected(example, { on, knownText }) {
  return example.state(on, knownText).map(({ relationship, terms }) => ({
    relationship,
    terms: terms.map(({ since, until, source: read, ...rest }) => rest),
  }));
}

const seed = 20260801;
for (const [name, example, count] of [
  ['microsoft-openai', microsoftOpenai(annals, source), 40],
  ['generated', generated(annals, 1500, seed), 40],
]) {
  const data = dataOf(example.draw());
  const kernel = new Kernel(data);
  let terms = 0;
  let possible = 0;
  for (const question of questions(data, new Random(seed), count)) {
    const given = answer(data, kernel, question);
    assert.deepEqual(given, expected(example, question), `${name} on ${question.on}, known ${question.knownText}`);
    for (const each of given.flatMap((part) => part.terms)) {
      ++terms;
      if (!each.certain) ++possible;
    }
  }
  assert.ok(terms > 100 && possible > 10, `${name}: too little was asked: ${terms} terms, ${possible} possible`);
  console.log(`${name}: ${count} questions, ${terms} terms, ${possible} of them possible: the same`);
  example.remove();
}
