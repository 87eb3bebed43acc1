// Gestures: moving a card, drawing an arrow from a handle, and choosing, by mouse, pen or finger.
const SLIP = { mouse: 4, pen: 6, touch: 9 };
const SNAP = 7;

function listenToPointers(view) {
  const { map, canvas, add, begin, tidy, help, keys, cancel } = view.nodes;
  for (const button of [add, begin]) button.addEventListener("click", () => tell(view, "added"));
  tidy.addEventListener("click", () => {
    view.tidiedAt = tell(view, "tidied");
  });
  help.addEventListener("click", () => {
    keys.hidden = !keys.hidden;
    set(help, { "aria-expanded": !keys.hidden });
  });
  cancel.addEventListener("click", () => stopLinking(view, true));
  canvas.addEventListener("pointerdown", (event) => take(view, event));
  canvas.addEventListener("pointermove", (event) => follow(view, event));
  canvas.addEventListener("pointerup", (event) => release(view, event));
  canvas.addEventListener("pointercancel", () => drop(view));
  canvas.addEventListener("click", (event) => click(view, event));
  canvas.addEventListener("pointerover", (event) => pass(view, event));
  map.addEventListener("pointerleave", () => {
    view.near = null;
    mark(view);
  });
}

function cardOf(target) {
  return target?.closest?.(".card")?.dataset.seat ?? null;
}

function take(view, event) {
  view.slipped = false;
  if (event.button !== 0 || view.gesture || view.list || view.data.readonly) return;
  const handle = event.target.closest(".handle")?.dataset.handle;
  const card = cardOf(event.target);
  if (!handle && (!card || view.linking)) return;
  const id = handle ?? card;
  const box = view.boxes.get(id);
  const at = spot(view, event);
  view.gesture = { id, kind: handle ? "link" : "move", pointer: event.pointerId, from: at, grip: { x: at.x - box.x, y: at.y - box.y } };
  view.gesture.slip = SLIP[event.pointerType] ?? 6;
}

// Where the pointer is on the canvas, however far it is scrolled.
function spot(view, event) {
  const edge = view.nodes.canvas.getBoundingClientRect();
  return { x: event.clientX - edge.left, y: event.clientY - edge.top };
}

function follow(view, event) {
  const { gesture } = view;
  if (view.linking?.by === "tap" && event.pointerType === "mouse") aim(view, event);
  if (!gesture || gesture.pointer !== event.pointerId) return;
  if (!event.buttons) {
    drop(view);
    return;
  }
  const at = spot(view, event);
  if (!gesture.going) {
    if (Math.hypot(at.x - gesture.from.x, at.y - gesture.from.y) < gesture.slip) return;
    gesture.going = true;
    view.nodes.canvas.setPointerCapture(event.pointerId);
    view.nodes.map.classList.add(gesture.kind === "move" ? "moving" : "drawing");
    if (gesture.kind === "link") startLinking(view, gesture.id, "drag");
  }
  if (gesture.kind === "link") aim(view, event);
  else carry(view, at);
  nudge(view, event);
}

function carry(view, at) {
  const { gesture, boxes } = view;
  const box = boxes.get(gesture.id);
  const wanted = { x: at.x - gesture.grip.x, y: at.y - gesture.grip.y };
  for (const axis of ["x", "y"]) {
    const others = [...boxes].filter(([id]) => id !== gesture.id).map(([, other]) => other[axis]);
    const line = others.find((other) => Math.abs(other - wanted[axis]) < SNAP);
    if (line !== undefined) wanted[axis] = line;
  }
  wanted.x = Math.min(Math.max(wanted.x, box.w / 2 + 4), view.room.w - box.w / 2 - 4);
  wanted.y = Math.max(wanted.y, box.h / 2 + 4);
  gesture.spot = wanted;
  if (gesture.drawing) return;
  gesture.drawing = requestAnimationFrame(() => {
    gesture.drawing = 0;
    if (view.gesture !== gesture) return;
    put(view);
    trail(view, gesture.id);
    mark(view);
  });
}

// Near its edge the map scrolls along.
function nudge(view, event) {
  const { scroller } = view.nodes;
  const edge = scroller.getBoundingClientRect();
  const push = (at, low, high) => (at < low + 28 ? -10 : at > high - 28 ? 10 : 0);
  if (scroller.scrollHeight > scroller.clientHeight) scroller.scrollTop += push(event.clientY, edge.top, edge.bottom);
  if (scroller.scrollWidth > scroller.clientWidth) scroller.scrollLeft += push(event.clientX, edge.left, edge.right);
}

function release(view, event) {
  const { gesture, linking } = view;
  if (!gesture || gesture.pointer !== event.pointerId) return;
  view.slipped = Boolean(gesture.going);
  if (gesture.going && gesture.kind === "link") {
    drop(view);
    if (linking?.to) link(view, linking.from, linking.to);
    else announce(view, view.words.left);
  } else if (gesture.spot) {
    const place = clear(view, gesture.id, gesture.spot);
    drop(view);
    view.places.set(gesture.id, units(view, place));
    moved(view, gesture.id);
    refresh(view);
  } else drop(view);
}

// The place nearest to where the card was let go that no other card takes.
function clear(view, id, wanted) {
  const own = view.boxes.get(id);
  const others = [...view.boxes].filter(([other]) => other !== id).map(([, box]) => box);
  const free = (at) => others.every((box) => !meet({ ...at, w: own.w, h: own.h }, box, 10));
  for (let far = 0; far < 2000; far += 12) {
    const steps = far ? Math.max(8, Math.round(far / 6)) : 1;
    for (let n = 0; n < steps; n += 1) {
      const turn = (n / steps) * 2 * Math.PI;
      const at = { x: wanted.x + far * Math.cos(turn), y: wanted.y + far * Math.sin(turn) };
      if (at.x >= own.w / 2 && at.y >= own.h / 2 && free(at)) return at;
    }
  }
  return wanted;
}

function drop(view) {
  view.gesture = null;
  view.nodes.map.classList.remove("moving", "drawing");
  if (view.linking?.by === "drag") stopLinking(view);
  if (!view.list && view.frame) {
    put(view);
    trail(view);
  }
  mark(view);
}

function startLinking(view, from, by) {
  view.linking = { from, to: null, by };
  announce(view, say(view.words.choose, { heard: view.names.get(from) }));
  mark(view);
}

function stopLinking(view, told = false) {
  if (!view.linking) return;
  const { from } = view.linking;
  view.linking = null;
  view.nodes.reaching.removeAttribute("d");
  view.nodes.sentence.hidden = true;
  mark(view);
  if (told) {
    announce(view, view.words.left);
    focusOn(view, from);
  }
}

// The arrow that is being drawn, with the sentence it would say at the pointer.
function aim(view, event) {
  const { linking } = view;
  const under = cardOf(view.root.elementFromPoint(event.clientX, event.clientY));
  linking.to = under && under !== linking.from ? under : null;
  const at = spot(view, event);
  reachFor(view, linking.to ? null : at);
  const { sentence } = view.nodes;
  const heard = view.names.get(linking.from);
  const listener = linking.to && view.names.get(linking.to);
  write(sentence, listener ? say(view.words.listens, { listener, heard }) : say(view.words.heard_by, { heard }));
  sentence.classList.toggle("sure", Boolean(listener));
  sentence.hidden = false;
  const x = Math.min(Math.max(at.x + 14, 6), view.room.w - sentence.offsetWidth - 6);
  const y = at.y > 60 ? at.y - 46 : at.y + 22;
  sentence.style.transform = `translate(${x}px, ${y}px)`;
  mark(view);
}

function reachFor(view, at) {
  const { from, to } = view.linking;
  const end = to ? { ...view.boxes.get(to) } : { ...at, w: 0, h: 0 };
  const boxes = new Map([["from", view.boxes.get(from)], ["to", end]]);
  const route = routes(boxes, [{ id: "reaching", from: "from", to: "to", w: 0, h: 0 }], view.room).get("reaching");
  const { line, head } = trace(route, 25);
  set(view.nodes.reaching, { d: `${line} ${head}` });
}

function click(view, event) {
  const slipped = view.slipped;
  view.slipped = false;
  if (slipped) return;
  const handle = event.target.closest(".handle")?.dataset.handle;
  const arrow = event.target.closest("[data-arrow]")?.dataset.arrow;
  const card = cardOf(event.target);
  if (view.linking && card) {
    const { from } = view.linking;
    stopLinking(view);
    if (card === from) return;
    link(view, from, card);
  } else if (handle) startLinking(view, handle, "tap");
  else if (view.linking) stopLinking(view, true);
  else pick(view, arrow ?? card ?? "");
}

function pass(view, event) {
  if (event.pointerType === "touch" || view.gesture) return;
  const near = cardOf(event.target) ?? event.target.closest(".handle")?.dataset.handle;
  const over = near ?? event.target.closest("[data-arrow]")?.dataset.arrow ?? null;
  if (over === view.near) return;
  view.near = over;
  mark(view);
}
