// Sending: what was done here is shown as if it were done until the page has heard it.
function acknowledge(view, heard) {
  if (!acknowledged(view, heard)) return;
  const { outbox } = view;
  view.drawn = view.drawn.filter((arrow) => arrow.n > outbox.heard);
  view.erased = view.erased.filter((arrow) => arrow.n > outbox.heard);
  if (view.chosen && view.chosen.n <= outbox.heard) view.chosen = null;
}

function pick(view, what) {
  if (what === pickedOf(view)) return;
  view.chosen = { what, n: tell(view, "picked", { what }) };
  announce(view, what ? say(view.words.picked, { what: nameOf(view, what) }) : view.words.unpicked);
  mark(view);
}

function pickedOf(view) {
  return view.chosen ? view.chosen.what : view.data.picked || "";
}

function link(view, from, to) {
  const slots = { listener: nameOf(view, to), heard: nameOf(view, from) };
  if (from === to) return;
  if (arrowsOf(view).some((arrow) => arrow.id === `${from}>${to}`)) {
    announce(view, say(view.words.already, slots));
    pick(view, `${from}>${to}`);
    return;
  }
  view.erased = view.erased.filter((arrow) => arrow.id !== `${from}>${to}`);
  view.drawn.push({ from, to, n: tell(view, "linked", { from, to }) });
  announce(view, say(view.words.linked, slots));
  refresh(view);
}

function unlink(view, id) {
  if (view.data.readonly) return;
  const [from, to] = id.split(">");
  view.drawn = view.drawn.filter((arrow) => arrow.from !== from || arrow.to !== to);
  view.erased.push({ id, n: tell(view, "unlinked", { from, to }) });
  if (pickedOf(view) === id) view.chosen = { what: "", n: view.outbox.n };
  announce(view, say(view.words.unlinked, { listener: nameOf(view, to), heard: nameOf(view, from) }));
  refresh(view);
  focusOn(view, to);
}

// All places are told, once a gesture.
function moved(view, id) {
  const places = {};
  for (const seat of view.data.seats) {
    const { x, y } = placeOf(view, seat);
    places[seat.id] = [round(x), round(y)];
  }
  view.movedAt = tell(view, "moved", { places });
  announce(view, say(view.words.moved, { position: nameOf(view, id) }));
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}

function placeOf(view, seat) {
  return view.places.get(seat.id);
}

// The arrows as they are shown: those of the page, without what was removed and with what was drawn here meanwhile.
function arrowsOf(view) {
  const gone = new Set(view.erased.map((arrow) => arrow.id));
  const shown = view.data.arrows.map((arrow) => ({ ...arrow, id: `${arrow.from}>${arrow.to}` }));
  const known = new Set(shown.map((arrow) => arrow.id));
  const fresh = view.drawn
    .map(({ from, to }) => ({ id: `${from}>${to}`, from, to, points: 25, word: "…", fresh: true }))
    .filter((arrow) => !known.has(arrow.id) && view.names.has(arrow.from) && view.names.has(arrow.to));
  return [...shown.filter((arrow) => !gone.has(arrow.id)), ...fresh];
}

function nameOf(view, what) {
  if (!what.includes(">")) return view.names.get(what) ?? "";
  const [from, to] = what.split(">");
  return say(view.words.listens, { listener: view.names.get(to) ?? "", heard: view.names.get(from) ?? "" });
}
