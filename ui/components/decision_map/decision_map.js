// The map itself: what is kept between runs of the page, how wide everything is, and when it is drawn anew.
const VIEWS = new Map();
const LIST_BELOW = 481;
const MANY = 20;
const MARGIN = 18;

export default function ({ data, parentElement, setStateValue }) {
  let view = VIEWS.get(data.key);
  if (!view || view.root !== parentElement) {
    const before = view;
    view = open(parentElement, data);
    if (before) inherit(view, before);
    VIEWS.set(data.key, view);
  }
  view.send = setStateValue;
  receive(view, data);
  return () => {
    view.sizes.disconnect();
    clearTimeout(view.later);
  };
}

function open(root, data) {
  const view = {
    root,
    data,
    words: data.words,
    names: new Map(),
    seats: new Map(),
    arrows: new Map(),
    outbox: newOutbox(),
    places: new Map(),
    movedAt: 0,
    tidiedAt: 0,
    laid: 0,
    chosen: null,
    drawn: [],
    erased: [],
    linking: null,
    gesture: null,
    frame: null,
    routes: new Map(),
    nodes: build(),
  };
  root.querySelectorAll(".map").forEach((node) => node.remove());
  root.append(view.nodes.map);
  view.sizes = new ResizeObserver(() => {
    if (!view.gesture) refresh(view);
  });
  view.sizes.observe(view.nodes.map);
  document.fonts?.ready.then(() => refresh(view));
  listenToPointers(view);
  listenToKeys(view);
  return view;
}

// A map that was mounted anew (the page moved it) goes on where the former one was.
function inherit(view, before) {
  for (const name of ["outbox", "places", "movedAt", "tidiedAt", "chosen", "drawn", "erased", "data"]) view[name] = before[name];
  view.focus = before.focus;
  view.resumed = true;
}

function build() {
  const map = make("div", "map");
  map.setAttribute("role", "group");
  const bar = make("div", "bar");
  const add = make("button", "add");
  const hint = make("div", "hint");
  const tidy = make("button", "tidy");
  const help = make("button", "help", "?");
  for (const button of [add, tidy, help]) button.type = "button";
  help.setAttribute("aria-expanded", "false");
  const keys = make("div", "keys");
  keys.hidden = true;
  bar.append(add, hint, tidy, help);
  const banner = make("div", "banner");
  banner.hidden = true;
  const asked = make("span", "asked");
  const cancel = make("button", "cancel");
  cancel.type = "button";
  const question = make("div", "question");
  question.append(asked, cancel);
  banner.append(question);
  const scroller = make("div", "scroller");
  const canvas = make("div", "canvas");
  const lines = draw("svg", { class: "lines", "aria-hidden": "true" });
  const reaching = draw("path", { class: "reaching" });
  lines.append(reaching);
  const sentence = make("div", "sentence");
  sentence.hidden = true;
  const empty = make("div", "empty");
  const begin = make("button", "begin");
  begin.type = "button";
  empty.append(make("p", ""), begin);
  canvas.append(lines, sentence);
  scroller.append(canvas, empty);
  const live = make("div", "live");
  live.setAttribute("aria-live", "polite");
  map.append(banner, bar, keys, scroller, live);
  return { map, bar, add, hint, tidy, help, keys, banner, asked, cancel, scroller, canvas, lines, reaching, sentence, empty, begin, live };
}

function receive(view, data) {
  const before = view.data;
  view.data = data;
  view.words = data.words;
  view.names = new Map(data.seats.map((seat) => [seat.id, seat.label]));
  acknowledge(view, data.heard);
  settlePlaces(view, before.rev !== data.rev);
  for (const [name, value] of Object.entries(data.colours)) view.nodes.map.style.setProperty(`--${name}`, value);
  label(view);
  refresh(view);
  if (view.resumed && view.focus && document.activeElement === document.body) focusOn(view, view.focus);
  view.resumed = false;
}

// Cards stay where they are seen until the page says that they belong elsewhere, even if what it knows has changed.
function settlePlaces(view, changed) {
  const { outbox, places, data } = view;
  const tidied = view.tidiedAt > 0 && outbox.heard >= view.tidiedAt;
  if (tidied || (changed && outbox.heard >= view.movedAt)) {
    places.clear();
    view.tidiedAt = 0;
    view.laid += 1;
  }
  for (const id of [...places.keys()]) if (!view.names.has(id)) places.delete(id);
  const known = places.size;
  for (const { id, x, y } of data.seats) {
    if (!places.has(id)) places.set(id, known ? beside({ x, y }, places) : { x, y });
  }
}

// The free place nearest to the one wanted, in halves of a card.
function beside(wanted, places) {
  const free = (at) => [...places.values()].every((p) => Math.abs(p.x - at.x) >= 1 || Math.abs(p.y - at.y) >= 1);
  for (let far = 0; far < 40; far += 1) {
    for (let down = far; down >= -far; down -= 1) {
      for (let across = -far; across <= far; across += 1) {
        const at = { x: wanted.x + across / 2, y: wanted.y + down / 2 };
        if (Math.max(Math.abs(across), Math.abs(down)) === far && free(at)) return at;
      }
    }
  }
  return wanted;
}

function label(view) {
  const { nodes, words, data } = view;
  set(nodes.map, { "aria-label": words.map });
  write(nodes.add, `＋ ${words.add}`);
  write(nodes.begin, `＋ ${words.add}`);
  write(nodes.tidy, words.tidy);
  write(nodes.cancel, words.cancel);
  write(nodes.empty.firstChild, words.empty);
  set(nodes.help, { "aria-label": words.help, title: words.help });
  const lines = ["keys_cards", "keys_pick", "keys_link", "keys_move", "keys_remove", "keys_leave"];
  const told = data.readonly ? lines.slice(0, 2) : lines;
  nodes.keys.replaceChildren(...told.map((name) => make("div", "", words[name])));
  nodes.add.hidden = nodes.begin.hidden = data.readonly;
  nodes.tidy.hidden = data.readonly || !data.tidy || data.seats.length < 2;
  nodes.help.hidden = !data.seats.length;
  nodes.bar.hidden = !data.seats.length;
}

function hint({ data, words, list }) {
  if (list) return words.ring;
  if (data.readonly || data.arrows.length) return words.legend;
  return data.seats.length > 1 ? words.hint : words.hint_one;
}

// Everything drawn again from what is known now; nodes are kept, so focus and gestures live on.
function refresh(view) {
  const { data, nodes } = view;
  if (!nodes.map.isConnected) return;
  const width = nodes.map.clientWidth;
  if (!width) return;
  view.list = width < LIST_BELOW;
  nodes.map.classList.toggle("list", view.list);
  nodes.map.classList.toggle("none", !data.seats.length);
  nodes.empty.hidden = data.seats.length > 0;
  nodes.scroller.style.maxHeight = view.list ? "" : `${data.height}px`;
  write(nodes.hint, hint(view));
  reconcile(view);
  if (view.list) lay(view);
  else arrange(view, width);
  mark(view);
}

function reconcile(view) {
  const held = view.root.activeElement;
  const arrows = arrowsOf(view);
  const order = [...view.data.seats].sort((a, b) => b.total - a.total);
  for (const [id, node] of view.seats) {
    if (view.names.has(id)) continue;
    node.remove();
    view.seats.delete(id);
    if (view.gesture?.id === id) drop(view);
    if (view.linking?.from === id) stopLinking(view);
  }
  const listening = new Set(arrows.map((arrow) => arrow.id));
  for (const [id, node] of view.arrows) {
    if (listening.has(id)) continue;
    node.pill.remove();
    node.path.remove();
    view.arrows.delete(id);
  }
  for (const seat of order) {
    if (!view.seats.has(seat.id)) view.seats.set(seat.id, seatNode(seat.id));
    const mine = arrows.filter((arrow) => arrow.to === seat.id).sort((a, b) => b.points - a.points);
    const heard = mine.map((arrow) => say(view.words.hears_one, { heard: view.names.get(arrow.from), word: arrow.word }));
    fillSeat(view.seats.get(seat.id), seat, view.words, heard, view.data.readonly);
    for (const arrow of mine) {
      if (!view.arrows.has(arrow.id)) view.arrows.set(arrow.id, arrowNode(arrow.id));
      fillArrow(view.arrows.get(arrow.id), arrow, view.names, view.words);
    }
    inOrder(view.seats.get(seat.id).querySelector(".hears"), mine.map((arrow) => view.arrows.get(arrow.id).pill));
  }
  inOrder(view.nodes.canvas, order.map((seat) => view.seats.get(seat.id)), view.nodes.sentence);
  inOrder(view.nodes.lines, arrows.map((arrow) => view.arrows.get(arrow.id).path), view.nodes.reaching);
  if (held && held !== view.root.activeElement && held.isConnected) held.focus({ preventScroll: true });
}

function inOrder(parent, nodes, end = null) {
  let next = end;
  for (const node of nodes.reverse()) {
    if (node.parentNode !== parent || node.nextSibling !== next) parent.insertBefore(node, next);
    next = node;
  }
}

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
  const small = places.length > MANY || room / columns < 166;
  const pitch = Math.min(Math.max(room / columns, small ? 134 : 166), small ? 196 : 260);
  const wide = Math.round(Math.min(pitch - (small ? 26 : 34), small ? 166 : 200));
  map.classList.toggle("small", small);
  map.classList.toggle("narrow", wide < 150);
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

// Which card or arrow is open, which belong to it, and what an arrow that is being drawn says.
function mark(view) {
  const picked = pickedOf(view);
  const near = view.near ?? picked;
  for (const [id, node] of view.seats) {
    const card = node.querySelector(".card");
    const linking = view.linking;
    node.classList.toggle("picked", id === picked);
    set(card, { "aria-pressed": id === picked });
    node.classList.toggle("source", linking?.from === id);
    node.classList.toggle("target", Boolean(linking) && linking.to === id);
    node.classList.toggle("held", view.gesture?.id === id && Boolean(view.gesture.spot));
    node.querySelector(".handle").tabIndex = view.list ? 0 : -1;
  }
  for (const [id, { pill, path }] of view.arrows) {
    const [from, to] = id.split(">");
    const related = near === id || near === from || near === to;
    for (const node of [pill, path]) {
      node.classList.toggle("picked", id === picked);
      node.classList.toggle("related", related);
    }
    set(pill, { "aria-pressed": id === picked });
  }
  view.nodes.map.classList.toggle("linking", Boolean(view.linking));
  ask(view);
}

function ask(view) {
  const { banner, asked } = view.nodes;
  const linking = view.linking;
  banner.hidden = !linking || linking.by === "drag";
  if (banner.hidden) return;
  const heard = view.names.get(linking.from);
  const listener = linking.to && view.names.get(linking.to);
  write(asked, listener ? say(view.words.listens, { listener, heard }) : say(view.words.choose, { heard }));
}

function focusOn(view, what) {
  const node = what.includes(">") ? view.arrows.get(what)?.pill : view.seats.get(what)?.querySelector(".card");
  node?.focus({ preventScroll: false });
}
