// What stands beside the picture, in words: the state on the day, an event, and all of it as tables.

class Words {
  constructor(data, kernel) {
    this.data = data;
    this.kernel = kernel;
    this.events = new Map(data.events.map((event) => [event.sequence, event]));
    this.says = new Map();
    for (const lane of data.groups.flatMap((group) => group.lanes)) {
      for (const [sequence, , , , , , value] of lane.statements) {
        this.says.set(sequence, [...(this.says.get(sequence) ?? []), { lane, value }]);
      }
    }
  }

  value(place) {
    const value = this.data.values[place];
    return value === null ? 'none' : String(value);
  }
  /// The values that a state allows, but for none: `27 or 32.5?`.
  values({ certain, possible }) {
    const some = possible.filter((place) => place !== this.kernel.none);
    return some.map((place) => this.value(place)).join(' or ') + (certain ? '' : '?');
  }
  label(bar) {
    return this.values(bar);
  }
  bar(bar) {
    return `${this.values(bar)}, from ${dayText(bar.from)} to ${dayText(bar.to)}${bar.certain ? '' : ', possibly'}`;
  }
  certainty({ value, certain, possible }) {
    if (!certain) return `◐ possible: ${possible.map((place) => this.value(place)).join(' | ')}`;
    return value === this.kernel.none ? '○ ended' : '● certain';
  }
  mark(lane, statement, withdrawn) {
    const event = this.events.get(statement.sequence);
    const what = statement.value === this.kernel.none ? 'ended' : this.value(statement.value);
    return `${event.effective ?? '…'}, ${cellName(lane)}: ${what}${withdrawn ? ', withdrawn' : ''}`;
  }
  other(sequence, withdrawn) {
    const event = this.events.get(sequence);
    return `${event.effective ?? '…'}, ${this.inFull(event)}${withdrawn ? ', withdrawn' : ''}`;
  }
  known(place) {
    return this.data.known[place];
  }
  source(event) {
    const source = this.data.sources[event.source];
    if (source === undefined) return '–';
    const who = source.publisher ?? source.title ?? source.url ?? '';
    return [who, source.published].filter((part) => part).join(', ') || '–';
  }
  gist(event) {
    const parts = (this.says.get(event.sequence) ?? []).map(({ lane, value }) => (
      value === this.kernel.none ? `${cellName(lane)} ended` : `${cellName(lane)} = ${this.value(value)}`));
    if (event.target !== undefined) parts.push(`withdraws ${event.target}`);
    if (event.replaces !== undefined) parts.push(`replaces ${event.replaces}`);
    return parts.join('; ') || event.type;
  }
  /// The gist; of an event that has nothing to say but its note, with that.
  inFull(event) {
    const gist = this.gist(event);
    return gist === event.type && event.note ? `${gist}: ${event.note}` : gist;
  }
}

/// A link if it leads to the web; text in all other cases.
function linkTo(url) {
  if (!/^https?:\/\//i.test(url)) return url;
  return html('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, url);
}

function eventDetails(words, event, withdrawnBy) {
  const source = words.data.sources[event.source] ?? {};
  const rows = [
    ['Type', event.type],
    ['Effective', [event.effective, event.until && `until ${event.until}`].filter((part) => part).join(' ')],
    ['Known', words.known(event.known)],
    ['Occasion', event.occasion],
    ['Note', event.note],
    ['Reason', event.reason],
    ['Source', [source.title, source.publisher, source.published].filter((part) => part).join(', ')],
    ['Address', source.url && linkTo(source.url)],
  ].filter(([, what]) => what);
  const by = withdrawnBy && words.events.get(withdrawnBy);
  if (by) {
    const why = by.reason ?? by.note;
    rows.push(['Withdrawn', `by ${by.id}${why ? `: ${why}` : ''}`]);
  }
  return [
    html('h3', {}, words.gist(event)),
    html('p', { class: 'id' }, event.id),
    source.quote ? html('blockquote', {}, source.quote) : null,
    html('dl', {}, ...rows.flatMap(([name, what]) => [html('dt', {}, name), html('dd', {}, what)])),
  ].filter((part) => part);
}

/// The name of a cell, which may be broken after the term.
function nameParts({ term, key }) {
  return key === '' ? [term] : [html('span', { class: 'faint' }, `${term}:`), html('wbr'), key];
}

/// One row of the state: a cell that has not surely ended. `since` is the first day of the unbroken
/// run with this value, null if there is none or if the event's own date says the same.
function stateRow(words, { lane, state, since }) {
  const event = words.events.get(state.event);
  const source = words.source(event);
  const dates = [html('span', { class: 'since' }, event.effective ?? '–')];
  if (since !== null) dates.push(', ', html('span', { class: 'held' }, `held since ${dayText(since)}`));
  if (event.until !== undefined) dates.push(', until ', html('span', { class: 'until' }, event.until));
  return html('tr', {},
    html('th', { scope: 'row', 'data-term': lane.term, 'data-key': lane.key }, ...nameParts(lane)),
    html('td', {},
      html('span', { class: state.certain ? 'value' : 'value unsure' }, words.value(state.value)),
      html('span', { class: 'certainty' }, words.certainty(state)),
      html('span', { class: 'dates' }, 'since ', ...dates),
      html('button', { class: 'event', type: 'button', 'data-sequence': event.sequence, title: `Show ${event.id}` },
        source === '–' ? event.id : source)));
}

function stateTable(words, states) {
  const bodies = states.map(({ name, cells }) => html('tbody', { 'data-relationship': name },
    states.length > 1 ? html('tr', {}, html('th', { class: 'group', colspan: 2, scope: 'rowgroup' }, name)) : null,
    ...cells.map((cell) => stateRow(words, cell))));
  return html('table', { class: 'state' }, html('colgroup', {}, html('col', { class: 'names' }), html('col')), html('thead', { class: 'unseen' },
    html('tr', {}, html('th', {}, 'Term'), html('th', {}, 'Value, certainty, dates and event'))), ...bodies);
}

function table(caption, head, rows) {
  return html('table', { class: 'all' }, html('caption', {}, caption),
    html('thead', {}, html('tr', {}, ...head.map((name) => html('th', { scope: 'col' }, name)))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map((text) => html('td', {}, text))))));
}

/// The runs of each lane, as they are drawn, and the events that are known.
function allTables(words, data, lanes, known, withdrawnBy) {
  const runs = lanes.flatMap((lane) => lane.runs.map((run) => [
    data.relationships[lane.relationship].name, cellName(lane), dayText(run.from), dayText(run.to),
    words.value(run.value), words.certainty(run)]));
  const events = data.events.filter((event) => event.known <= known).map((event) => [
    event.effective ?? '–', words.inFull(event), event.id, words.known(event.known),
    words.source(event), withdrawnBy.some((by) => by(event.sequence)) ? 'withdrawn' : '']);
  return [
    table('Runs of days on which the answer stays the same', ['Relationship', 'Term', 'From', 'To', 'Value', 'Certainty'], runs),
    table('Events', ['Effective', 'What', 'Event', 'Known', 'Source', ''], events),
  ];
}
