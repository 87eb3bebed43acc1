// The highlighter itself: what is kept between runs of the page, and when the text is laid out anew.
const VIEWS = new Map();

export default function ({ data, parentElement, setStateValue }) {
  let view = VIEWS.get(data.key);
  if (!view || view.root !== parentElement || !view.nodes.all.isConnected) {
    const before = view;
    if (before) stop(before);
    view = open(parentElement, data);
    if (before) Object.assign(view, { outbox: before.outbox, put: before.put, taken: before.taken, lastKind: before.lastKind });
    VIEWS.set(data.key, view);
  }
  view.send = setStateValue;
  receive(view, data);
  return () => stop(view);
}

function open(root, data) {
  const view = {
    root, data, words: data.words, kinds: new Map(), pieces: [], numbers: new Map(), shown: new Map(), outbox: newOutbox(),
    put: [], taken: new Map(), span: null, cursor: null, begun: null, choosing: null, showing: null, lastKind: "concern",
    laid: null, picked: null, nodes: build(),
  };
  root.querySelectorAll(".highlighter").forEach((node) => node.remove());
  root.append(view.nodes.all);
  listenToPointers(view);
  listenToKeys(view);
  view.onSize = () => place(view);
  window.addEventListener("resize", view.onSize);
  window.visualViewport?.addEventListener("resize", view.onSize);
  return view;
}

function stop(view) {
  document.removeEventListener("pointerup", view.onUp);
  document.removeEventListener("pointercancel", view.onUp);
  document.removeEventListener("pointerdown", view.onDown);
  window.removeEventListener("resize", view.onSize);
  window.visualViewport?.removeEventListener("resize", view.onSize);
}

function build() {
  const all = make("div", "highlighter");
  const bar = make("div", "bar");
  const hint = make("span", "hint");
  const help = make("button", "help", "?");
  help.type = "button";
  help.setAttribute("aria-expanded", "false");
  bar.append(hint, help);
  const keys = make("div", "keys");
  keys.hidden = true;
  help.addEventListener("click", () => {
    keys.hidden = !keys.hidden;
    set(help, { "aria-expanded": !keys.hidden });
  });
  const text = make("div", "text");
  set(text, { tabindex: "0", role: "document" });
  const pane = make("div", "window");
  pane.hidden = true;
  set(pane, { role: "dialog" });
  const live = make("div", "live");
  set(live, { "aria-live": "polite" });
  all.append(bar, keys, text, pane, live);
  return { all, bar, hint, help, keys, text, window: pane, live };
}

function receive(view, data) {
  const tagsBefore = view.data.tags;
  view.data = data;
  view.words = data.words;
  view.kinds = new Map(data.kinds.map((kind) => [kind.id, kind]));
  acknowledge(view, data.heard);
  for (const [name, value] of Object.entries(data.colours)) view.nodes.all.style.setProperty(`--${name}`, value);
  label(view);
  const laid = `${data.story} ${data.rev}`;
  if (!view.laid || view.laid.text !== data.text || view.laid.story !== data.story) begun(view, data);
  view.laid = { story: data.story, text: data.text };
  paint(view);
  if (isOpen(view)) renew(view, JSON.stringify(tagsBefore) !== JSON.stringify(data.tags));
  showPicked(view, laid);
}

// Other words than before: whatever was selected in them is gone.
function begun(view, data) {
  const again = view.laid && view.laid.story === data.story;
  leaveQuietly(view);
  if (!again) view.put = [];
  view.put = view.put.filter((mark) => view.outbox.acts.some((act) => act.n === mark.n && act.story === data.story));
  lay(view);
}

function leaveQuietly(view) {
  view.span = view.cursor = view.begun = null;
  closeWindow(view);
}

// A window that is open stays open while the page draws itself anew around it.
function renew(view, tagsChanged) {
  if (view.choosing) {
    if (!tagsChanged) return;
    const { active } = view.choosing;
    listRows(view);
    if (active >= 0 && active < view.choosing.rows.length) activate(view, active, false);
  } else if (view.showing && !view.showing.every((id) => view.shown.has(id))) closeWindow(view);
}

function showPicked(view, laid) {
  const { picked } = view.data;
  const wanted = picked ? `${laid} ${JSON.stringify(picked)}` : null;
  if (wanted === view.picked) return;
  view.picked = wanted;
  if (!picked) return;
  const total = totalOf(view.pieces);
  if (typeof picked === "object") {
    const span = { start: Math.max(0, picked.start), end: Math.min(total, picked.end) };
    if (span.start >= span.end) return;
    view.cursor = { anchor: [span.start, span.end], focus: [span.start, span.end] };
    choose(view, span);
    scrollTo(view, span.start, "center");
    return;
  }
  const first = view.nodes.text.querySelector("mark.bright");
  first?.scrollIntoView({ block: "center" });
}

function label(view) {
  const { nodes, words, data } = view;
  set(nodes.text, { "aria-label": words.text });
  const touch = window.matchMedia("(pointer: coarse)").matches;
  write(nodes.hint, data.readonly ? (data.marks.length ? words.hint_readonly : "") : touch ? words.hint_touch : words.hint);
  set(nodes.help, { "aria-label": words.help, title: words.help });
  nodes.help.hidden = touch;
  const lines = ["keys_words", "keys_sentences", "keys_next", "keys_open", "keys_more", "keys_tag", "keys_leave"];
  nodes.keys.replaceChildren(...(data.readonly ? lines.slice(0, 4) : lines).map((name) => make("div", "", words[name])));
}
