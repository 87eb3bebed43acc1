// The map itself: what is kept between runs of the page, how wide everything is, and when it is drawn anew.
const VIEWS = new Map();
const LIST = { anywhere: 400, phone: 480, window: 640 };

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
    former: null,
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
  view.former = before.root.host;
  view.resumed = true;
}

// Nobody took the focus: it fell to the page with the former map, or is still in that one, which is about to go.
function unclaimed(view) {
  return [document.body, view.former].includes(document.activeElement);
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
  if (view.resumed && view.focus && unclaimed(view)) focusOn(view, view.focus);
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
  view.list = width <= (window.innerWidth <= LIST.window ? LIST.phone : LIST.anywhere);
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
