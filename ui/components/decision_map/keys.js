// Keys: going from card to card, choosing, moving, drawing and removing arrows without a mouse.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.25;
const REST = 700;

function listenToKeys(view) {
  const { map } = view.nodes;
  map.addEventListener("keydown", (event) => press(view, event));
  map.addEventListener("keyup", (event) => {
    if (event.key === "Shift") settle(view);
  });
  map.addEventListener("focusin", (event) => {
    view.focus = cardOf(event.target) ?? event.target.closest("[data-arrow]")?.dataset.arrow ?? null;
    view.near = view.focus;
    if (view.linking?.by === "keys") target(view, cardOf(event.target));
    mark(view);
  });
  map.addEventListener("focusout", () => {
    settle(view);
    setTimeout(() => {
      if (!map.isConnected || view.root.activeElement) return;
      view.focus = view.near = null;
      mark(view);
    });
  });
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const card = cardOf(event.target);
  const arrow = event.target.closest("[data-arrow]")?.dataset.arrow;
  const done = act(view, event, card, arrow);
  if (done) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function act(view, event, card, arrow) {
  const way = WAYS[event.key];
  if (event.key === "Escape") return leave(view);
  if (way && card && event.shiftKey) return shift(view, card, way);
  if (way && (card || arrow)) return go(view, card ?? arrow.split(">")[1], way);
  if ((event.key === "Enter" || event.key === " ") && card) return choose(view, card);
  if (event.key.toLowerCase() === "l" && card && !view.data.readonly) {
    startLinking(view, card, "keys");
    return true;
  }
  if (event.key === "Delete" || event.key === "Backspace") {
    const id = arrow ?? (pickedOf(view).includes(">") ? pickedOf(view) : null);
    if (!id || view.data.readonly) return false;
    unlink(view, id);
    return true;
  }
  return false;
}

function leave(view) {
  if (!view.nodes.keys.hidden) view.nodes.help.click();
  else if (view.gesture) drop(view);
  else if (view.linking) stopLinking(view, true);
  else if (pickedOf(view)) pick(view, "");
  else return false;
  return true;
}

function choose(view, card) {
  if (!view.linking) pick(view, card);
  else if (view.linking.from !== card) {
    const { from } = view.linking;
    stopLinking(view);
    link(view, from, card);
  }
  return true;
}

// The nearest card that way; one far aside is not that way.
function go(view, from, [dx, dy]) {
  if (view.list) {
    const cards = [...view.nodes.canvas.querySelectorAll(".card")].map((node) => node.dataset.seat);
    const next = cards[cards.indexOf(from) + (dx || dy)];
    if (next) focusOn(view, next);
    return true;
  }
  const here = view.boxes.get(from);
  let [nearest, least] = [null, Infinity];
  for (const [id, box] of view.boxes) {
    const ahead = (box.x - here.x) * dx + (box.y - here.y) * dy;
    const aside = Math.abs((box.x - here.x) * dy) + Math.abs((box.y - here.y) * dx);
    if (id === from || ahead < 8 || aside > 2.5 * ahead) continue;
    if (ahead + aside < least) [nearest, least] = [id, ahead + aside];
  }
  if (nearest) focusOn(view, nearest);
  return true;
}

function target(view, card) {
  view.linking.to = card && card !== view.linking.from ? card : null;
  if (!view.linking.to) {
    view.nodes.reaching.removeAttribute("d");
    return;
  }
  const slots = { listener: view.names.get(card), heard: view.names.get(view.linking.from) };
  announce(view, say(view.words.listens, slots));
  if (!view.list) reachFor(view, null);
}

// Steps are told once, when the keys come to rest.
function shift(view, card, [dx, dy]) {
  if (view.list || view.data.readonly) return false;
  const seat = view.data.seats.find((other) => other.id === card);
  const place = placeOf(view, seat);
  view.places.set(card, { x: place.x + dx * STEP, y: place.y + dy * STEP });
  view.movedAt = Infinity;
  view.shifted = card;
  clearTimeout(view.later);
  view.later = setTimeout(() => settle(view), REST);
  put(view);
  trail(view, card);
  return true;
}

function settle(view) {
  if (!view.shifted) return;
  const card = view.shifted;
  view.shifted = null;
  clearTimeout(view.later);
  const place = clear(view, card, view.boxes.get(card));
  view.places.set(card, units(view, place));
  moved(view, card);
  refresh(view);
}
