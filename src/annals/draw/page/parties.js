// Who is party to what on a day: relationships with their roles on the left, parties on the right, a
// line for each role; dashed where it is only possible.

const PARTY = 'party';
const ROW = 22;

/// The roles of each relationship: [{ name, roles: [{ party, role, certain }] }].
function rolesOf(states) {
  return states.map(({ name, cells }) => ({
    name,
    roles: cells.filter(({ lane }) => lane.term === PARTY && lane.key !== '')
      .map(({ lane, state }) => ({ party: lane.key, state })),
  })).filter(({ roles }) => roles.length > 0);
}

/// Each party once, where the lines to it are short: by the mean of the rows that it is in.
function partiesInOrder(rows) {
  const places = new Map();
  rows.forEach(({ party }, i) => {
    if (party !== undefined) places.set(party, [...(places.get(party) ?? []), i]);
  });
  const mean = (all) => all.reduce((sum, each) => sum + each, 0) / all.length;
  return [...places].map(([party, all]) => ({ party, at: mean(all) }))
    .sort((a, b) => a.at - b.at || (a.party < b.party ? -1 : 1)).map(({ party }) => party);
}

/// Draws the graph into `host`; gives false if there is nobody to draw.
function drawParties(host, states, words) {
  const relationships = rolesOf(states);
  if (relationships.length === 0) {
    host.replaceChildren();
    return false;
  }
  const rowsOf = () => relationships.flatMap(({ name, roles }) => [{ name }, ...roles]);
  const order = partiesInOrder(rowsOf());
  for (const { roles } of relationships) roles.sort((a, b) => order.indexOf(a.party) - order.indexOf(b.party));
  const rows = rowsOf();
  const parties = partiesInOrder(rows);
  const width = Math.max(host.clientWidth, 260);
  const height = Math.max(rows.length, parties.length) * ROW + 8;
  const [from, to] = [width * 0.45, width * 0.64];
  const rowY = (i) => i * ROW + ROW / 2 + 4;
  const gap = (height - 8) / parties.length;
  const partyY = new Map(parties.map((party, i) => [party, 4 + gap * (i + 0.5)]));
  const root = svg('svg', {
    class: 'annals parties', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
    'aria-label': relationships.map(({ name, roles }) => `${name}: ${roles.map(
      ({ party, state }) => `${party}, ${words.values(state)}`).join('; ')}`).join('. '),
  });
  rows.forEach((row, i) => {
    const y = rowY(i);
    if (row.name !== undefined) {
      root.append(svg('text', { class: 'group', x: 0, y: y + 5 }, cutTo(row.name, width, '600 13px')));
      return;
    }
    const end = partyY.get(row.party);
    const middle = (from + to) / 2;
    root.append(
      svg('path', { class: row.state.certain ? 'link' : 'link possible', d: `M${from} ${y}C${middle} ${y} ${middle} ${end} ${to} ${end}` }),
      svg('text', { class: row.state.certain ? 'label' : 'label unsure', x: from - 6, y: y + 4, 'text-anchor': 'end' },
        cutTo(words.values(row.state), from - 18, '12px'),
        svg('title', {}, words.values(row.state))));
  });
  for (const [party, y] of partyY) {
    root.append(svg('circle', { class: 'party', cx: to + 4, cy: y, r: 4 }),
      svg('text', { x: to + 13, y: y + 4.5 }, cutTo(party, width - to - 13, '13px'),
        svg('title', {}, party)));
  }
  host.replaceChildren(root);
  return true;
}
