// Choosing: the small window at the words, or the sheet at the bottom of a phone: which tag, or which tags are there.
const WIDE = 360;
const GAP = 6;

function button(className, text, act) {
  const node = make("button", className, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function isOpen(view) {
  return !view.nodes.window.hidden;
}

function openWindow(view, label, parts, { box, name }) {
  const { window: pane } = view.nodes;
  pane.className = `window ${name}`;
  set(pane, { "aria-label": label });
  pane.replaceChildren(...parts);
  pane.hidden = false;
  view.box = box;
  place(view);
}

function closeWindow(view) {
  if (!isOpen(view)) return;
  const inside = view.nodes.window.contains(view.root.activeElement);
  view.nodes.window.hidden = true;
  view.nodes.window.replaceChildren();
  view.choosing = null;
  view.showing = null;
  if (inside) view.nodes.text.focus({ preventScroll: true });
}

// At the words, above them where there is no room below; a narrow screen shows a sheet instead.
function place(view) {
  const { window: pane, all } = view.nodes;
  if (pane.hidden) return;
  const sheet = window.innerWidth <= 640;
  pane.classList.toggle("sheet", sheet);
  if (sheet) {
    const seen = window.visualViewport;
    const covered = seen ? Math.max(0, window.innerHeight - seen.height - seen.offsetTop) : 0;
    Object.assign(pane.style, { left: "", top: "", bottom: `${covered}px` });
    return;
  }
  pane.style.bottom = "";
  const frame = all.getBoundingClientRect();
  const box = view.box?.() ?? { left: frame.left, top: frame.top, bottom: frame.top };
  const [height, width] = [pane.offsetHeight, Math.min(WIDE, window.innerWidth - 24)];
  const above = box.bottom + GAP + height > window.innerHeight && box.top - GAP - height > 60;
  const left = Math.min(Math.max(box.left, 12), window.innerWidth - width - 12) - frame.left;
  const top = (above ? box.top - GAP - height : box.bottom + GAP) - frame.top;
  Object.assign(pane.style, { left: `${left}px`, top: `${top}px` });
}

function askFor(view, span) {
  choose(view, span);
  const { words } = view;
  const state = { span, typed: "", active: -1, rows: [], kind: view.lastKind };
  view.choosing = state;
  view.showing = null;
  const quote = make("div", "quote", say(words.quote, { text: shortened(textOf(view.pieces, span.start, Math.min(span.end, span.start + 120))) }));
  const input = make("input", "typed");
  Object.assign(input, { type: "text", maxLength: 60, placeholder: words.search, autocomplete: "off", spellcheck: false });
  set(input, { role: "combobox", "aria-label": words.search, "aria-expanded": "true", "aria-controls": "found", "aria-autocomplete": "list" });
  const list = make("div", "found");
  set(list, { role: "listbox", id: "found", "aria-label": words.choose });
  const close = button("close", "×", () => leave(view));
  set(close, { "aria-label": words.close });
  Object.assign(state, { input, list });
  input.addEventListener("input", () => {
    state.typed = input.value;
    listRows(view);
  });
  openWindow(view, words.choose, [wrapAll("head", quote, close), input, list], { name: "chooser", box: () => boxOf(view, ".span") });
  listRows(view);
  if (!view.touching) input.focus({ preventScroll: true });
}

function wrapAll(className, ...parts) {
  const node = make("div", className);
  node.append(...parts);
  return node;
}

function shortened(text) {
  const signs = [...text.replace(/\s+/g, " ")];
  return signs.length <= 40 ? signs.join("") : `${signs.slice(0, 24).join("")}…${signs.slice(-12).join("")}`;
}

function listRows(view) {
  const { choosing: state, words } = view;
  const { found, alike, isNew, rest } = search(view.data.tags, state.typed);
  state.rows = [...found, ...alike].map((tag) => ({ tag }));
  const parts = [];
  if (isNew && state.rows.length) parts.push(make("div", "ask", words.alike));
  else if (!state.typed.trim() && found.length) parts.push(make("div", "ask quiet", words.most));
  parts.push(...state.rows.map((row, i) => tagRow(view, row.tag, i)));
  if (rest) parts.push(make("div", "ask quiet", say(words.more, { n: rest })));
  if (isNew) parts.push(...newRow(view));
  if (!parts.length) parts.push(make("div", "ask quiet", words.none));
  state.list.replaceChildren(...parts);
  state.active = -1;
  if (state.typed.trim() && (found.length || (isNew && !alike.length))) activate(view, 0);
  else set(state.input, { "aria-activedescendant": "" });
  place(view);
}

function tagRow(view, tag, i) {
  const { choosing: state, words } = view;
  const row = make("div", "row");
  set(row, { role: "option", id: `row${i}`, "aria-selected": "false" });
  const name = make("span", "name", tag.name);
  const query = fold(state.typed);
  const alias = query && !fold(tag.name).includes(query) ? (tag.aliases ?? []).find((other) => fold(other).includes(query)) : null;
  if (alias) name.append(" ", make("span", "soft", say(words.known_as, { name: alias })));
  const kind = make("span", "soft", view.kinds.get(tag.kind)?.label ?? "");
  const on = isOn(view, state.span, tag);
  const count = make("span", "count", on ? "✓" : tag.count || "");
  if (on) row.title = words.has;
  row.append(swatch(view, tag), name, kind, count);
  if (tag.definition) row.append(make("span", "definition", tag.definition));
  rowActs(view, row, i);
  return row;
}

function newRow(view) {
  const { choosing: state, words } = view;
  const name = state.typed.replace(/\s+/g, " ").trim();
  const i = state.rows.length;
  state.rows.push({ isNew: true });
  const row = make("div", "row new");
  set(row, { role: "option", id: `row${i}`, "aria-selected": "false" });
  row.append(make("span", "plus", "＋"), make("span", "name", say(words.new, { name })));
  rowActs(view, row, i);
  const select = make("select", "kind");
  set(select, { "aria-label": words.kind });
  for (const kind of view.data.kinds) {
    const option = make("option", "", kind.label);
    option.value = kind.id;
    select.append(option);
  }
  select.value = state.kind;
  select.addEventListener("change", () => {
    state.kind = view.lastKind = select.value;
  });
  return [wrapAll("line", row, select)];
}

function rowActs(view, row, i) {
  row.addEventListener("pointerdown", (event) => event.preventDefault());
  row.addEventListener("pointermove", () => {
    if (view.choosing.active !== i) activate(view, i, false);
  });
  row.addEventListener("click", () => take(view, i));
}

function activate(view, i, follow = true) {
  const { choosing: state } = view;
  state.active = i;
  for (const row of state.list.querySelectorAll(".row")) {
    const on = row.id === `row${i}`;
    row.classList.toggle("active", on);
    set(row, { "aria-selected": on });
    if (on && follow) row.scrollIntoView({ block: "nearest" });
  }
  set(state.input, { "aria-activedescendant": i < 0 ? "" : `row${i}` });
}

function take(view, i) {
  const { choosing: state } = view;
  const row = state.rows[i];
  if (!row) return;
  const name = state.typed.replace(/\s+/g, " ").trim();
  const tag = row.isNew ? { id: null, name, kind: state.kind } : row.tag;
  putOn(view, state.span, tag);
  const { span } = state;
  closeWindow(view);
  rest(view, span);
}

// After tagging: nothing is selected any more, and the keys go on from there.
function rest(view, span) {
  view.cursor = { anchor: [span.start, span.end], focus: [span.start, span.end] };
  view.begun = null;
  choose(view, null);
  selectionOf(view)?.empty?.();
}

function leave(view) {
  closeWindow(view);
  view.begun = null;
  choose(view, null);
}

// The tags of some words: take one off, see where else it is, or add another.
function showMarks(view, marks, node) {
  const { words, data } = view;
  view.showing = marks.map((mark) => mark.id);
  view.choosing = null;
  const rows = marks.map((mark) => {
    const row = make("div", "mark");
    const kind = make("span", "soft", view.kinds.get(mark.kind)?.label ?? "");
    row.append(swatch(view, mark), make("span", "name", mark.tag), kind);
    const acts = make("span", "acts");
    if (mark.tag_id) acts.append(button("act", words.open, () => send(view, "opened", { id: mark.tag_id })));
    if (!data.readonly && !mark.n) {
      acts.append(
        button("act", words.off, () => {
          takeOff(view, mark);
          closeWindow(view);
          choose(view, null);
        }),
      );
    }
    row.append(acts);
    return row;
  });
  const close = button("close", "×", () => leave(view));
  set(close, { "aria-label": words.close });
  const parts = [wrapAll("head", make("div", "quote", words.tags), close), ...rows];
  if (!data.readonly) {
    const narrowest = [...marks].sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    const more = make("div", "more");
    more.append(button("act wide", `＋ ${words.again}`, () => askFor(view, { start: narrowest.start, end: narrowest.end })));
    if (view.touching && view.tapped) more.append(button("act wide", words.start, () => begin(view, view.tapped)));
    parts.push(more);
  }
  const ids = marks.map((mark) => `mark[data-id="${CSS.escape(mark.id)}"]`);
  openWindow(view, words.tags, parts, {
    name: "shower",
    box: () => (node?.isConnected ? lastBox(node) : boxOf(view, ids[0])),
  });
  view.nodes.window.querySelector("button.act")?.focus({ preventScroll: true });
}

function lastBox(node) {
  const boxes = [...node.getClientRects()];
  return boxes.length ? { left: boxes[0].left, top: boxes[0].top, bottom: boxes[boxes.length - 1].bottom } : null;
}

// After the first tap of a finger: from here; the next tap says to where.
function begin(view, word) {
  const { words } = view;
  closeWindow(view);
  view.begun = word;
  choose(view, { start: word[0], end: word[1] });
  const said = say(words.from, { words: shortened(textOf(view.pieces, ...word)) });
  const acts = make("div", "more");
  acts.append(
    button("act wide", words.take, () => askFor(view, view.span)),
    button("act wide", words.sentence, () => {
      const sentence = sentenceAt(view.pieces, word[0]);
      askFor(view, { start: sentence[0], end: sentence[1] });
    }),
    button("act wide", words.cancel, () => leave(view)),
  );
  openWindow(view, said, [make("div", "quote", said), acts], { name: "beginner", box: () => boxOf(view, ".span") });
  announce(view, said);
}
