// The page in headless Chromium: node page_test.mjs ANNALS SOURCE-FOLDER PLAYWRIGHT-FOLDER
// Ends with 77, and says why, where Chromium or Playwright is not there.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { generated, microsoftOpenai, questions, Random } from './examples.mjs';

const SKIPPED = 77;
const OPEN_MS_MAX = 1000;
const [, , annals, source, modules] = process.argv;

const chromiumPath = spawnSync('which', ['chromium']).stdout.toString().trim();
const playwright = join(modules, 'node_modules/playwright-core/index.mjs');
for (const [what, there] of [['chromium', chromiumPath !== ''], [playwright, existsSync(playwright)]]) {
  if (there) continue;
  console.log(`skipped: ${what} is not there (tools/check --browser installs it)`);
  process.exit(SKIPPED);
}
const { chromium } = await import(pathToFileURL(playwright));
const browser = await chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });

/// A page that may ask nobody anything and complain of nothing.
async function open(file, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const faults = [];
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => request.url().startsWith(pathToFileURL(file).href) || faults.push(`request: ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  return { page, faults };
}

const dataOf = (page) => page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/// What the page shows as the state, read from what it says.
function shown(page) {
  return page.evaluate(() => [...document.querySelectorAll('#state tbody')].map((body) => ({
    relationship: body.dataset.relationship,
    terms: [...body.querySelectorAll('tr')].filter((row) => row.querySelector('td')).map((row) => {
      const text = (selector) => row.querySelector(selector)?.textContent ?? null;
      const { term, key } = row.querySelector('th').dataset;
      return { term, key, value: text('.value'), certainty: text('.certainty'), since: text('.since'), held: text('.held'), until: text('.until'), event: row.querySelector('button').title };
    }),
  })));
}

/// As it is shown: what turns the order of letters is not let through.
const valueText = (value) => (value === null ? 'none' : String(value).replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd'));

/// The first day of a date as it is written; null where it is unbounded.
function firstDay(text) {
  const first = text.replace(/[~?%]$/, '').replace(/^\[([^.]*)\.\..*\]$/, '$1');
  if (first === '') return null;
  if (/T/.test(first)) return new Date(first).toISOString().slice(0, 10);
  const quarter = first.match(/^(\d{4})-Q(\d)$/);
  if (quarter) return `${quarter[1]}-${String(quarter[2] * 3 - 2).padStart(2, '0')}-01`;
  return `${first}-01-01`.slice(0, 10);
}

/// What it must show, from what the command gives.
function wanted(answer) {
  return answer.map(({ relationship, terms }) => ({
    relationship,
    terms: terms.map((cell) => ({
      term: cell.term, key: cell.key, value: valueText(cell.value),
      certainty: cell.certain ? '● certain' : `◐ possible: ${cell.possible.map(valueText).join(' | ')}`,
      since: cell.since ?? '–',
      held: cell.held_since === null || cell.held_since === firstDay(cell.since) ? null : `held since ${cell.held_since}`,
      until: cell.until, event: `Show ${cell.event}`,
    })),
  }));
}

async function ask(page, { on, known }) {
  await page.evaluate(([day, place]) => {
    const set = (id, value, event) => {
      document.getElementById(id).value = value;
      document.getElementById(id).dispatchEvent(new Event(event, { bubbles: true }));
    };
    set('day', day, 'change');
    set('known-slider', place, 'input');
  }, [on, known]);
  await frame(page);
}

async function comparesWithState(name, example, file, count) {
  const { page, faults } = await open(file);
  const data = await dataOf(page);
  let terms = 0;
  for (const question of questions(data, new Random(7), count)) {
    await ask(page, question);
    const rows = await shown(page);
    assert.deepEqual(rows, wanted(example.state(question.on, question.knownText)), `${name} on ${question.on}, known ${question.knownText}`);
    terms += rows.reduce((sum, part) => sum + part.terms.length, 0);
  }
  assert.ok(terms > 5 * count, `${name}: ${terms} terms are too few to tell`);
  assert.deepEqual(faults, []);
  await page.close();
  console.log(`${name}: ${count} questions, ${terms} terms shown: what annals state says`);
}

async function opensQuickly(name, file) {
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const { page } = await open(file);
    await frame(page);
    times.push(await page.evaluate(() => Math.round(performance.now())));
    await page.close();
  }
  console.log(`${name}: open and drawn after ${times.join(', ')} ms`);
  assert.ok(Math.min(...times) < OPEN_MS_MAX, `${name} takes ${times} ms to open`);
}

async function worksWithKeys(file) {
  const { page, faults } = await open(file);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('class'));
  const summary = () => page.textContent('#summary');
  for (const name of ['Known by', 'Day']) await page.getByRole('slider', { name }).waitFor();
  await page.getByLabel('On', { exact: true }).waitFor();
  await page.getByRole('group', { name: 'exclusivity:cloud' }).waitFor();

  await page.focus('#day');
  await page.keyboard.press('Enter');
  await frame(page);
  assert.ok(!page.url().includes('?'), page.url());
  await page.focus('#known-slider');
  const before = await summary();
  await page.keyboard.press('Home');
  await frame(page);
  assert.notEqual(await summary(), before);
  assert.match(await summary(), /as known on \d{4}-\d\d-\d\d/);
  await page.keyboard.press('End');
  await frame(page);
  assert.equal(await summary(), before);

  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'replay');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'mark');
  assert.ok(await page.isVisible('#hint'));
  const first = await page.textContent('#hint .id');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.textContent('#hint .id'), first);
  const chosen = await page.textContent('#hint .id');
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#hint'));
  await page.keyboard.press('Enter');
  assert.equal(await page.textContent('#event .id'), chosen);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'day-slider');
  const day = await page.inputValue('#day');
  await page.keyboard.press('ArrowRight');
  await frame(page);
  assert.notEqual(await page.inputValue('#day'), day);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'event');
  await page.keyboard.press('Enter');
  assert.notEqual(await page.textContent('#event .id'), chosen);
  assert.deepEqual(faults, []);
  await page.close();
  console.log('keys: sliders, events and sources are reached and work');
}

async function worksWithThePointer(file) {
  const { page, faults } = await open(file);
  const mark = page.locator('.mark[aria-label*="exclusivity:cloud"]').nth(2);
  await mark.hover();
  assert.ok(await page.isVisible('#hint'));
  assert.match(await page.textContent('#hint'), /Known/);
  await mark.click();
  assert.match(await page.textContent('#event'), /Source/);
  const box = await page.locator('#picture').boundingBox();
  const day = await page.inputValue('#day');
  await page.mouse.click(box.x + box.width * 0.6, box.y + 2);
  await frame(page);
  assert.notEqual(await page.inputValue('#day'), day);
  await page.click('summary');
  await page.waitForSelector('#tables-here td');
  const rows = await page.locator('#tables-here tbody tr').count();
  assert.ok(rows > 20, `${rows} rows in the tables`);
  const address = page.url();
  assert.match(address, /#on=\d{4}-\d\d-\d\d/);
  await page.click('#replay');
  while (await page.inputValue('#known-slider') !== '1') await frame(page);
  await page.click('#replay');
  assert.deepEqual(faults, []);
  await page.close();
  console.log('pointer: hover, click, cursor, tables and replay work');
}

/// Events that say nothing of a term, several of them on one day: each is found.
async function showsOtherEvents(file) {
  const { page, faults } = await open(file);
  const marks = page.locator('[aria-label="other events"]').first().locator('.mark');
  assert.ok(await marks.count() > 5);
  const onOneDay = page.locator('.mark[aria-label^="2025-01-21, noted: "]').first();
  await onOneDay.evaluate((mark) => mark.scrollIntoView({ block: 'center' }));
  const box = await onOneDay.boundingBox();
  const seen = [];
  for (;;) {
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const id = await page.textContent('#event .id');
    if (id === seen[0]) break;
    seen.push(id);
    assert.match(await page.textContent('#event .which'), new RegExp(`^${seen.length} of \\d events here`));
  }
  assert.deepEqual(seen, ['mo-2025-01-21-amended', 'mo-article-cloud', 'mo-article-competitor']);
  await page.click('summary');
  await page.waitForSelector('#tables-here td');
  assert.match(await page.textContent('#tables-here'), /noted: A memorandum on what comes next/);
  assert.deepEqual(faults, []);
  await page.close();
  console.log('other events: those on one day are found one after the other');
}

async function worksByTouch(file) {
  const { page, faults } = await open(file, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.locator('.mark[aria-label*="exclusivity:cloud"]').first().tap();
  assert.ok(await page.isVisible('#hint'));
  assert.equal(await page.textContent('#event .id'), await page.textContent('#hint .id'));
  const day = await page.inputValue('#day');
  const box = await page.locator('#picture').boundingBox();
  await page.touchscreen.tap(box.x + box.width * 0.5, box.y + 4);
  await frame(page);
  assert.ok(await page.isHidden('#hint'));
  assert.notEqual(await page.inputValue('#day'), day);
  assert.deepEqual(faults, []);
  await page.close();
  console.log('touch: an event, a day');
}

/// Everything that came from data is text, in the page and in every attribute.
async function takesNothingForMarkup(file) {
  const { page, faults } = await open(file);
  await page.click('summary');
  await page.evaluate(() => document.querySelectorAll('button.event').forEach((button) => button.click()));
  const found = await page.evaluate(() => ({
    scripts: document.querySelectorAll('script').length,
    images: document.querySelectorAll('img, iframe, object').length,
    handlers: [...document.querySelectorAll('*')].filter((each) => [...each.attributes].some(({ name }) => name.startsWith('on'))).length,
    links: [...document.querySelectorAll('a')].map((a) => a.protocol),
  }));
  assert.deepEqual({ ...found, links: [] }, { scripts: 2, images: 0, handlers: 0, links: [] });
  assert.ok(found.links.every((protocol) => protocol === 'https:'), found.links.join());
  assert.match(await page.title(), /<\/script><script>alert\(1\)<\/script>/);
  assert.deepEqual(faults, []);
  await page.close();
  console.log('hostile names: shown as text');
}

/// Nothing is wider than the page, on a phone and on a desk, and no label leaves its picture.
async function fits(name, file) {
  for (const width of [360, 390, 800, 1280, 1900]) {
    const { page, faults } = await open(file, { viewport: { width, height: 800 } });
    await ask(page, { on: '2025-03-01', known: (await dataOf(page)).known.length - 1 });
    const over = await page.evaluate(() => {
      const right = document.documentElement.clientWidth;
      const out = [...document.querySelectorAll('#axis text, #picture text, #parties text')].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.left < -0.5 || box.right > right + 0.5;
      }).map((each) => each.textContent);
      const narrow = [...document.querySelectorAll('#state th[scope=row], #state td')].filter((each) => each.clientWidth < 90);
      const cut = [...document.querySelectorAll('#state th[scope=row], #state .value, #state .certainty')].filter((each) => each.getBoundingClientRect().right > right);
      return { scroll: document.documentElement.scrollWidth - right, out, narrow: narrow.length, cut: cut.length };
    });
    assert.deepEqual(over, { scroll: 0, out: [], narrow: 0, cut: 0 }, `${name} at ${width} pixels`);
    assert.deepEqual(faults, []);
    await page.close();
  }
  console.log(`${name}: fits at every width`);
}

const real = microsoftOpenai(annals, source);
const large = generated(annals, 5000, 20260801);
try {
  const realPage = real.draw();
  const largePage = large.draw();
  await worksWithKeys(realPage);
  await worksWithThePointer(realPage);
  await showsOtherEvents(realPage);
  await worksByTouch(realPage);
  await takesNothingForMarkup(largePage);
  await fits('microsoft-openai', realPage);
  await fits('5,000 events', largePage);
  await opensQuickly('microsoft-openai', realPage);
  await opensQuickly('5,000 events', largePage);
  await comparesWithState('microsoft-openai', real, realPage, 40);
  await comparesWithState('5,000 events', large, largePage, 25);
} finally {
  await browser.close();
  real.remove();
  large.remove();
}
