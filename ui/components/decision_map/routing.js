// Routing: a curve for each arrow from card to card that keeps off the other cards, arrows and labels where it can.
const SIDES = [
  { x: 0, y: 1 },
  { x: 0, y: -1 },
  { x: 1, y: 0 },
  { x: -1, y: 0 },
];
const SHIFTS = [0, -0.28, 0.28];
const SAMPLES = 18;
const CLEAR = 8;
const HANDLE = 12;
const LANE = 30; // bends so little that it fits between two columns of cards

// `boxes`: seat → {x, y, w, h} (centre and size); `arrows`: [{id, from, to, w, h}] with the size of the label; `room`:
// {w, h} of the canvas; `kept`: id → route, of arrows that stay as they are. Returns id → {points, label, head}.
function routes(boxes, arrows, room, kept = new Map()) {
  const found = new Map();
  const handles = [...boxes].map(([seat, { x, y, w, h }]) => ({ seat, x: x + w / 2 - 20, y: y + h / 2 }));
  const taken = { ports: handles, dots: [], labels: [] };
  for (const arrow of arrows) {
    const route = kept.get(arrow.id);
    if (route) remember(found, taken, arrow, route);
  }
  const straight = (a) => Math.hypot(boxes.get(a.from).x - boxes.get(a.to).x, boxes.get(a.from).y - boxes.get(a.to).y);
  const rest = arrows.filter((arrow) => !kept.has(arrow.id));
  for (const arrow of rest.sort((a, b) => straight(a) - straight(b) || (a.id < b.id ? -1 : 1))) {
    remember(found, taken, arrow, best(arrow, boxes, room, taken));
  }
  return found;
}

function remember(found, taken, arrow, route) {
  found.set(arrow.id, route);
  taken.ports.push({ seat: arrow.from, ...route.points[0] }, { seat: arrow.to, ...route.points[3] });
  taken.dots.push(...route.dots.slice(3, -3));
  taken.labels.push(route.label);
}

function best(arrow, boxes, room, taken) {
  const [from, to] = [boxes.get(arrow.from), boxes.get(arrow.to)];
  const region = around(from, to);
  const others = [...boxes]
    .filter(([id, box]) => id !== arrow.from && id !== arrow.to && meet(region, box, 0))
    .map(([, box]) => ({ ...box, y: box.y + HANDLE / 2, h: box.h + HANDLE }));
  const near = {
    ports: taken.ports.filter(({ seat }) => seat === arrow.from || seat === arrow.to),
    dots: taken.dots.filter((dot) => within(dot, region, 0)),
    labels: taken.labels.filter((label) => meet(region, label, 0)),
  };
  const tries = [];
  for (const leave of SIDES) {
    for (const reach of SIDES) {
      const ends = [...SHIFTS.flatMap((one) => SHIFTS.map((two) => [one, two])), ...level(from, to, leave, reach)];
      for (const [one, two] of ends) {
        tries.push(attempt(arrow, from, to, leave, reach, one, two, near));
        if (leave === reach) tries.push(attempt(arrow, from, to, leave, reach, one, two, near, LANE));
      }
    }
  }
  tries.sort((a, b) => a.cost - b.cost);
  let chosen = null;
  for (const route of tries) {
    if (chosen && route.cost >= chosen.cost) break;
    weigh(route, arrow, from, to, others, room, near);
    if (!chosen || route.cost < chosen.cost) chosen = route;
  }
  return chosen;
}

// The part of the map that an arrow between two cards may come through.
function around(from, to) {
  const reach = 150;
  return {
    x: (from.x + to.x) / 2,
    y: (from.y + to.y) / 2,
    w: Math.abs(from.x - to.x) + Math.max(from.w, to.w) + 2 * reach,
    h: Math.abs(from.y - to.y) + Math.max(from.h, to.h) + 2 * reach,
  };
}

// Ends between which the arrow is straight, where two sides that face each other overlap.
function level(from, to, leave, reach) {
  if (leave.x + reach.x || leave.y + reach.y) return [];
  const [at, size] = leave.y ? ["x", "w"] : ["y", "h"];
  const low = Math.max(from[at] - from[size] / 2, to[at] - to[size] / 2) + 12;
  const high = Math.min(from[at] + from[size] / 2, to[at] + to[size] / 2) - 12;
  if (high <= low) return [];
  return [0.5, 0.2, 0.8].map((part) => {
    const line = low + (high - low) * part;
    return [(line - from[at]) / from[size], (line - to[at]) / to[size]];
  });
}

function port(box, side, shift, gap) {
  return {
    x: box.x + side.x * (box.w / 2 + gap) + (side.y ? shift * box.w : 0),
    y: box.y + side.y * (box.h / 2 + gap) + (side.x ? shift * box.h : 0),
  };
}

// A curve with what it costs before its way is looked at: length, turns, and ends close to those of other arrows.
function attempt(arrow, from, to, leave, reach, one, two, taken, most = 130) {
  const start = port(from, leave, one, 0);
  const end = port(to, reach, two, 2);
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const far = Math.hypot(dx, dy) || 1;
  const bend = Math.min(Math.max(far * 0.42, 26), most);
  const points = [
    start,
    { x: start.x + leave.x * bend, y: start.y + leave.y * bend },
    { x: end.x + reach.x * bend, y: end.y + reach.y * bend },
    end,
  ];
  const turns = 2 - (leave.x * dx + leave.y * dy) / far + (reach.x * dx + reach.y * dy) / far;
  const near = (seat, p) => taken.ports.filter((q) => q.seat === seat && Math.hypot(q.x - p.x, q.y - p.y) < 18).length;
  const crowd = near(arrow.from, start) + near(arrow.to, end);
  const hidden = far < (Math.abs(dx) > Math.abs(dy) ? arrow.w : arrow.h) + 26 ? 90 : 0;
  const cost = far + hidden + 34 * turns + 14 * (Math.abs(one) + Math.abs(two)) + 70 * crowd;
  return { points, head: { x: -reach.x, y: -reach.y }, cost };
}

function weigh(route, arrow, from, to, others, room, taken) {
  const { points } = route;
  route.dots = [];
  for (let n = 0; n <= SAMPLES; n += 1) route.dots.push(along(points, n / SAMPLES));
  for (const [n, dot] of route.dots.entries()) {
    for (const box of others) if (within(dot, box, CLEAR)) route.cost += 60;
    if (n > 1 && within(dot, from, 0)) route.cost += 60;
    if (n < SAMPLES - 1 && within(dot, to, 0)) route.cost += 60;
    if (dot.x < 4 || dot.y < 4 || dot.x > room.w - 4 || dot.y > room.h - 4) route.cost += 60;
    for (const other of taken.dots) if (Math.abs(other.x - dot.x) < 9 && Math.abs(other.y - dot.y) < 9) route.cost += 9;
  }
  const labels = [0.5, 0.42, 0.58, 0.34, 0.66].map((t) => place(along(points, t), t));
  function place(spot, t) {
    const label = { x: spot.x, y: spot.y, w: arrow.w, h: arrow.h };
    const hit = [...others, from, to].filter((box) => meet(label, box, 1)).length;
    const out = spot.y < arrow.h / 2 + 3 || spot.x < arrow.w / 2 + 3 || spot.x > room.w - arrow.w / 2 - 3;
    const over = taken.labels.filter((box) => meet(label, box, 2)).length;
    return { label, cost: 130 * hit + 80 * over + 90 * out + 30 * Math.abs(t - 0.5) };
  }
  const chosen = labels.reduce((a, b) => (b.cost < a.cost ? b : a));
  route.label = chosen.label;
  route.cost += chosen.cost;
}

function along([a, b, c, d], t) {
  const u = 1 - t;
  const mix = (k) => u ** 3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t ** 3 * d[k];
  return { x: mix("x"), y: mix("y") };
}

function within(dot, box, by) {
  return Math.abs(dot.x - box.x) < box.w / 2 + by && Math.abs(dot.y - box.y) < box.h / 2 + by;
}

function meet(a, b, by) {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 + by && Math.abs(a.y - b.y) < (a.h + b.h) / 2 + by;
}

function curve([a, b, c, d]) {
  return `M${a.x} ${a.y} C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}`;
}

function thickness(points) {
  return Math.min(Math.max(1.3 + points * 0.05, 1.6), 6);
}

// A route as drawn: the line ends where the head begins, the head at the card.
function trace(route, points) {
  const wide = thickness(points);
  const size = 5 + wide * 1.6;
  const [start, one, two, tip] = route.points;
  const { x, y } = route.head;
  const neck = { x: tip.x - x * size * 0.8, y: tip.y - y * size * 0.8 };
  const foot = { x: tip.x - x * size, y: tip.y - y * size };
  const half = size * 0.55;
  return {
    line: curve([start, one, two, neck]),
    head: `M${tip.x} ${tip.y} L${foot.x - y * half} ${foot.y + x * half} L${foot.x + y * half} ${foot.y - x * half} Z`,
    wide,
  };
}
