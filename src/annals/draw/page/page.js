// Puts the parts together: one day, one moment of knowledge, one event looked at.

const REPLAY_MS = 15000;
const REPLAY_STEP_MS = 700;
const REPLAY_TICK_MS = 40;
const BESIDE = '(min-width: 1040px)';  // as in page.css

const data = JSON.parse(document.getElementById('data').textContent);
const part = (id) => document.getElementById(id);
const kernel = new Kernel(data);
const words = new Words(data, kernel);
for (const { corrections } of data.relationships) corrections.sort((a, b) => b.target - a.target);
const lanes = new Lanes(part('picture'), part('axis'), data, kernel, words);

let hovered = null;
let chosen = null;
const view = { day: 0, known: data.known.length - 1, withdrawnBy: [], replay: null };

/// Since when the value has been the same without a break, where that is not what the event says.
function sinceOf(lane, state) {
  if (state.value === kernel.none) return null;
  const held = kernel.heldSince(lane.runs, state.value, view.day);
  const said = lane.ordered.find((each) => each.sequence === state.event);
  return held === kernel.days[said.first] ? null : held;
}

/// The state of each relationship on the day: what has not surely ended, by (term, key).
function statesNow() {
  const states = data.relationships.map(({ name }) => ({ name, cells: [] }));
  for (const lane of lanes.lanes) {
    const those = counting(lane.ordered, view.known, view.withdrawnBy[lane.relationship]);
    const state = kernel.stateOn(those, view.day);
    if (state === null || (state.certain && state.value === kernel.none)) continue;
    states[lane.relationship].cells.push({ lane, state, since: sinceOf(lane, state) });
  }
  return states.filter(({ cells }) => cells.length > 0);
}

function showState() {
  const states = statesNow();
  const count = states.reduce((sum, { cells }) => sum + cells.length, 0);
  const asKnown = view.known === data.known.length - 1 ? '' : `, as known on ${words.known(view.known)}`;
  part('summary').textContent = `${dayText(view.day)}${asKnown}: ${count === 0 ? 'nothing is in force' : count === 1 ? '1 term' : `${count} terms`}`;
  part('state').replaceChildren(stateTable(words, states));
  part('parties-part').hidden = !drawParties(part('parties'), states, words);
  lanes.point(view.day, view.known === data.known.length - 1 ? null : dayOf(words.known(view.known).slice(0, 10)));
  part('day').value = dayText(view.day);
  part('day-slider').value = view.day;
  part('day-slider').setAttribute('aria-valuetext', dayText(view.day));
  remember();
}

function showKnown() {
  view.withdrawnBy = data.relationships.map(({ corrections }) => withdrawals(corrections, view.known));
  const seen = data.events.filter((event) => event.known <= view.known).length;
  const slider = part('known-slider');
  slider.value = view.known;
  slider.setAttribute('aria-valuetext', words.known(view.known) ?? '');
  part('known').textContent = `${words.known(view.known) ?? ''} · ${seen} of ${data.events.length} events`;
  document.documentElement.style.setProperty('--controls', `${part('controls').offsetHeight}px`);
  const focused = lanes.marks?.get(document.activeElement)?.sequence;
  lanes.draw(view.known, view.withdrawnBy);
  alignSlider();
  const marks = allMarks();
  const again = focused && marks.find((mark) => lanes.marks.get(mark).sequence === focused);
  (again ?? marks[0])?.setAttribute('tabindex', 0);
  again?.focus();
  hovered = null;
  hideHint();
  showState();
  if (part('tables').open) showTables();
}

function showTables() {
  part('tables-here').replaceChildren(...allTables(words, data, lanes.lanes, view.known, view.withdrawnBy));
}

/// The slider of the day lies under the days of the picture.
function alignSlider() {
  const slider = part('day-slider');
  slider.style.marginLeft = `${lanes.left - 8}px`;
  slider.style.width = `${lanes.right - lanes.left + 16}px`;
}

function setDay(day) {
  if (!Number.isFinite(day)) return;
  view.day = day;
  showState();
}

function setKnown(known) {
  view.known = Math.min(Math.max(known, 0), data.known.length - 1);
  showKnown();
}

/// At most one change for each frame, however fast a slider moves.
function eachFrame(change) {
  let wanted = null;
  return (value) => {
    if (wanted === null) requestAnimationFrame(() => { const last = wanted; wanted = null; change(last); });
    wanted = value;
  };
}

// Events under the pointer or the keyboard.

const allMarks = () => [...lanes.marks.keys()];
const markOf = (target) => (lanes.marks.has(target) ? target : null);

/// Where the pointer is in the picture.
function pointOf(event) {
  const box = part('picture').getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function withdrawnByOf(sequence) {
  return view.withdrawnBy.map((by) => by(sequence)).find((by) => by !== 0) ?? 0;
}

/// An event in words; of a mark, also how many others lie under it.
function detailsOf(sequence, mark = null) {
  const details = eventDetails(words, words.events.get(sequence), withdrawnByOf(sequence));
  const here = mark === null ? [] : lanes.marksWith(mark);
  if (here.length < 2) return details;
  const which = `${here.indexOf(mark) + 1} of ${here.length} events here; choose again for the next`;
  return [...details, html('p', { class: 'faint which' }, which)];
}

function showHint(box, content) {
  const hint = part('hint');
  hint.replaceChildren(...content);
  hint.hidden = false;
  const room = document.documentElement.clientWidth;
  const left = Math.min(Math.max(box.left + box.width / 2 - hint.offsetWidth / 2, 8), room - hint.offsetWidth - 8);
  const below = box.bottom + 8 + hint.offsetHeight <= window.innerHeight || box.top < hint.offsetHeight + 8;
  hint.style.left = `${left + window.scrollX}px`;
  hint.style.top = `${(below ? box.bottom + 8 : box.top - hint.offsetHeight - 8) + window.scrollY}px`;
}

function showMark(mark) {
  lanes.encircle(mark);
  showHint(mark.getBoundingClientRect(), detailsOf(lanes.marks.get(mark).sequence, mark));
}

function hideHint() {
  part('hint').hidden = true;
  lanes.encircle(markOf(document.activeElement));
}

/// Says what is under the pointer: an event, or else a bar.
function hover(event) {
  const outside = event.type === 'pointerleave';
  const mark = outside ? null : lanes.markAt(...pointOf(event));
  const bar = outside || mark ? null : lanes.barAt(...pointOf(event));
  if ((mark ?? bar) === hovered) return;
  hovered = mark ?? bar;
  part('picture').style.cursor = mark ? 'pointer' : '';
  if (mark) showMark(mark);
  else if (bar) showHint(new DOMRect(event.clientX, event.clientY, 0, 10), [html('p', {}, words.bar(bar.bar))]);
  else hideHint();
}

/// Shows an event to stay. Where it stands beside the picture it takes the place of the hint; on a
/// narrow page it stands far below, and the hint stays instead.
function showEvent(sequence, mark = null) {
  chosen = mark;
  part('event').replaceChildren(...detailsOf(sequence, mark));
  if (mark !== null && !matchMedia(BESIDE).matches) return showMark(mark);
  hideHint();
  part('event-part').scrollIntoView({ block: 'nearest' });
}

/// The mark at a point; where several lie and one of them was chosen last, the next of them.
function nextAt(x, y) {
  const mark = lanes.markAt(x, y);
  if (mark === null) return null;
  const here = lanes.marksWith(mark);
  return here.includes(chosen) ? here[(here.indexOf(chosen) + 1) % here.length] : mark;
}

/// Left and right go along a lane, up and down to the nearest event of the lanes beside it.
function moveFocus(mark, key) {
  const groups = [...new Set(allMarks().map((each) => each.parentNode))];
  const lane = groups.indexOf(mark.parentNode);
  const inLane = [...groups[lane].querySelectorAll(':scope > .mark')];
  const place = (each) => each.getBoundingClientRect().left;
  let next = null;
  if (key === 'ArrowLeft') next = inLane[inLane.indexOf(mark) - 1];
  if (key === 'ArrowRight') next = inLane[inLane.indexOf(mark) + 1];
  if (key === 'Home') next = inLane[0];
  if (key === 'End') next = inLane[inLane.length - 1];
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const other = groups[lane + (key === 'ArrowUp' ? -1 : 1)];
    const marks = other ? [...other.querySelectorAll(':scope > .mark')] : [];
    const distance = (each) => Math.abs(place(each) - place(mark));
    next = marks.reduce((best, each) => (best === null || distance(each) < distance(best) ? each : best), null);
  }
  if (!next) return;
  mark.removeAttribute('tabindex');
  next.setAttribute('tabindex', 0);
  next.focus();
}

// The address remembers what is shown, so that it can be passed on.

function remember() {
  const known = view.known === data.known.length - 1 ? '' : `&known=${encodeURIComponent(words.known(view.known))}`;
  try { history.replaceState(null, '', `#on=${dayText(view.day)}${known}`); } catch { /* not where the page lies */ }
}

function recall() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const today = Math.floor(Date.now() / DAY_MS);
  const [from, to] = data.range;
  const day = dayOf(asked.get('on') ?? '');
  view.day = Number.isFinite(day) ? day : today >= from && today < to ? today : Math.floor((from + to) / 2);
  const known = data.known.indexOf(asked.get('known') ?? '');
  if (known >= 0) view.known = known;
}

function stopReplay() {
  clearInterval(view.replay);
  view.replay = null;
  part('replay').textContent = 'Replay';
}

/// Goes from the first moment of knowledge to the last, as the time allows: where drawing takes long,
/// in larger steps.
function startReplay() {
  const last = data.known.length - 1;
  const time = Math.max(Math.min(last * REPLAY_STEP_MS, REPLAY_MS), 1);
  const begin = performance.now();
  part('replay').textContent = 'Stop';
  setKnown(0);
  view.replay = setInterval(() => {
    const known = Math.min(Math.floor(((performance.now() - begin) / time) * last), last);
    if (known !== view.known) setKnown(known);
    if (known === last) stopReplay();
  }, REPLAY_TICK_MS);
}

function listen() {
  const [from, to] = data.range;
  Object.assign(part('day-slider'), { min: from, max: to - 1 });
  part('known-slider').max = data.known.length - 1;
  const day = eachFrame(setDay);
  const known = eachFrame(setKnown);
  part('day').addEventListener('change', (event) => day(dayOf(event.target.value)));
  part('day-slider').addEventListener('input', (event) => day(Number(event.target.value)));
  part('known-slider').addEventListener('input', (event) => { stopReplay(); known(Number(event.target.value)); });
  part('replay').addEventListener('click', () => (view.replay === null ? startReplay() : stopReplay()));
  part('tables').addEventListener('toggle', () => part('tables').open && showTables());
  part('state').addEventListener('click', (event) => {
    if (event.target.matches('button.event')) showEvent(Number(event.target.dataset.sequence));
  });
  const picture = part('picture');
  const point = (event) => day(lanes.dayAt(pointOf(event)[0]));
  picture.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || lanes.markAt(...pointOf(event)) !== null) return;
    if (event.pointerType !== 'mouse') hideHint();
    point(event);
  });
  picture.addEventListener('pointermove', (event) => {
    if (event.buttons === 1 && event.pointerType === 'mouse') point(event);
    hover(event);
  });
  picture.addEventListener('pointerleave', hover);
  picture.addEventListener('focusin', (event) => markOf(event.target) && showMark(event.target));
  picture.addEventListener('focusout', hideHint);
  picture.addEventListener('click', (event) => {
    const mark = nextAt(...pointOf(event));
    if (mark !== null) showEvent(lanes.marks.get(mark).sequence, mark);
  });
  picture.addEventListener('keydown', (event) => {
    const mark = markOf(event.target);
    if (event.key === 'Escape') hideHint();
    if (!mark) return;
    if (event.key === 'Enter' || event.key === ' ') showEvent(lanes.marks.get(mark).sequence, mark);
    else if (/^(Arrow|Home|End)/.test(event.key)) moveFocus(mark, event.key);
    else return;
    event.preventDefault();
  });
  let width = picture.clientWidth;
  addEventListener('resize', eachFrame(() => {
    if (picture.clientWidth === width) return;
    width = picture.clientWidth;
    showKnown();
  }));
  addEventListener('hashchange', () => { recall(); showKnown(); });
}

recall();
listen();
showKnown();
