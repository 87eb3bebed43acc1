// Laying out: how wide a card is, where places stand in pixels, and the arrows between them.
const MANY = 20;
const MARGIN = 18;

// The list of a narrow place: nothing has coordinates.
function lay(view) {
  const { canvas } = view.nodes;
  canvas.style.width = canvas.style.height = "";
  for (const node of view.seats.values()) node.querySelector(".card").style.transform = node.querySelector(".handle").style.transform = "";
  for (const node of view.arrows.values()) node.pill.style.transform = "";
}

function arrange(view, width) {
  const { seats } = view.data;
  if (!seats.length) {
    view.nodes.canvas.style.height = "";
    return;
  }
  const sign = [width, view.data.rev, view.laid].join("|");
  if (!view.frame || (!view.gesture && (view.frame.sign !== sign || !holds(view, width)))) frame(view, sign, width - 2 * MARGIN);
  put(view);
  trail(view);
}

// Whether all cards still have their room: none outside, none grown into the one below it.
function holds(view, width) {
  const far = Math.max(width, view.room?.w ?? 0);
  return view.data.seats.every((seat) => {
    const { x, y } = pixels(view, placeOf(view, seat));
    const { offsetWidth: w, offsetHeight: h } = view.seats.get(seat.id).querySelector(".card");
    return x >= w / 2 && x <= far - w / 2 && y >= h / 2 && h + 24 <= view.frame.rise;
  });
}

// How places become pixels; kept while cards are moved, so that only what is moved moves.
function frame(view, sign, room) {
  const { map, canvas } = view.nodes;
  const places = view.data.seats.map((seat) => placeOf(view, seat));
  const left = Math.min(...places.map((place) => place.x));
  const top = Math.min(...places.map((place) => place.y));
  const columns = Math.max(...places.map((place) => place.x)) - left + 1;
  const small = places.length > MANY || room / columns < 182;
  const pitch = Math.min(Math.max(room / columns, small ? 134 : 182), small ? 196 : 260);
  const wide = Math.round(Math.min(pitch - (small ? 26 : 34), small ? 166 : 200));
  map.classList.toggle("small", small);
  map.classList.toggle("narrow", wide < 138);
  canvas.style.setProperty("--wide", `${wide}px`);
  const heights = [...view.seats.values()].map((node) => node.querySelector(".card").offsetHeight);
  const tall = Math.max(...heights);
  const gap = small ? 48 : 58;
  const slack = Math.max(0, room - columns * pitch) / 2;
  view.frame = { sign, left, top, pitch, rise: tall + gap, x: MARGIN + slack + pitch / 2, y: MARGIN + 20 + tall / 2 };
}

function pixels(view, place) {
  const { left, top, pitch, rise, x, y } = view.frame;
  return { x: x + (place.x - left) * pitch, y: y + (place.y - top) * rise };
}

function units(view, spot) {
  const { left, top, pitch, rise, x, y } = view.frame;
  return { x: (spot.x - x) / pitch + left, y: (spot.y - y) / rise + top };
}

function put(view) {
  const { canvas, lines, scroller } = view.nodes;
  view.boxes = new Map();
  let [w, h] = [0, 0];
  for (const seat of view.data.seats) {
    const card = view.seats.get(seat.id).querySelector(".card");
    const box = { ...(view.gesture?.id === seat.id && view.gesture.spot ? view.gesture.spot : pixels(view, placeOf(view, seat))) };
    box.w = card.offsetWidth;
    box.h = card.offsetHeight;
    view.boxes.set(seat.id, box);
    w = Math.max(w, box.x + box.w / 2 + MARGIN);
    h = Math.max(h, box.y + box.h / 2 + MARGIN + 14);
  }
  view.room = { w: Math.max(w, view.nodes.map.clientWidth - 2), h: Math.max(h, 200) };
  canvas.style.width = w > view.nodes.map.clientWidth ? `${w}px` : "";
  canvas.style.height = `${view.room.h}px`;
  set(lines, { width: view.room.w, height: view.room.h });
  scroller.classList.toggle("wide", w > view.nodes.map.clientWidth);
  for (const [id, box] of view.boxes) stand(view.seats.get(id), box);
}

function stand(node, box) {
  node.querySelector(".card").style.transform = `translate(${box.x - box.w / 2}px, ${box.y - box.h / 2}px)`;
  node.querySelector(".handle").style.transform = `translate(${box.x + box.w / 2 - 8}px, ${box.y + box.h / 2}px) translate(-100%, -50%)`;
}

// The arrows found and drawn; with `only`, those of one seat while the rest stay.
function trail(view, only = null) {
  const arrows = arrowsOf(view);
  for (const arrow of arrows) {
    const { pill } = view.arrows.get(arrow.id);
    [arrow.w, arrow.h] = [pill.offsetWidth, pill.offsetHeight];
  }
  const kept = new Map();
  if (only) {
    for (const arrow of arrows) {
      const route = view.routes.get(arrow.id);
      if (route && arrow.from !== only && arrow.to !== only) kept.set(arrow.id, route);
    }
  }
  view.routes = routes(view.boxes, arrows, view.room, kept);
  for (const arrow of arrows) {
    const { pill, path } = view.arrows.get(arrow.id);
    const route = view.routes.get(arrow.id);
    const { line, head, wide } = trace(route, arrow.points);
    const [reach, stroke, tip] = path.children;
    set(reach, { d: line });
    set(stroke, { d: line, "stroke-width": wide });
    set(tip, { d: head });
    path.classList.toggle("fresh", Boolean(arrow.fresh));
    pill.style.transform = `translate(${route.label.x}px, ${route.label.y}px) translate(-50%, -50%)`;
  }
}
