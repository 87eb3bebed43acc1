// Keys: going through the text by word and by sentence, taking in more, tagging, and going from one mark to the next.
const STEPS = { ArrowRight: [1, wordsOf], ArrowLeft: [-1, wordsOf], ArrowDown: [1, sentencesOf], ArrowUp: [-1, sentencesOf] };

function listenToKeys(view) {
  view.nodes.text.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (pressInText(view, event)) event.preventDefault();
    if (event.key !== "Tab") event.stopPropagation();
  });
  view.nodes.window.addEventListener("keydown", (event) => {
    // the page has shortcuts of its own, which must not see what is typed here
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") {
      const span = view.span;
      leave(view);
      if (span) move(view, [span.start, span.end]);
      event.preventDefault();
    } else if (view.choosing && event.target === view.choosing.input && pressInList(view, event)) event.preventDefault();
  });
}

function pressInText(view, event) {
  const step = STEPS[event.key];
  if (step) return go(view, ...step, event.shiftKey);
  if (event.key === "Home" || event.key === "End") return jump(view, event.key === "Home", event.shiftKey);
  if (event.key === "Escape") {
    if (!view.span && !isOpen(view)) return false;
    leave(view);
    view.cursor = null;
    return true;
  }
  if (event.key === "Enter" && view.span && !view.data.readonly) {
    view.touching = false;
    askFor(view, view.span);
    return true;
  }
  if (event.key === " " && view.span) {
    const marks = [...view.shown.values()].filter((mark) => mark.start < view.span.end && mark.end > view.span.start);
    if (marks.length) showMarks(view, marks, null);
    return true;
  }
  if (event.key.toLowerCase() === "t") return toMark(view, event.shiftKey ? -1 : 1);
  return false;
}

// The cursor: the word or sentence where it was begun (`anchor`) and the one where it is (`focus`), with all between.
function go(view, way, unitsOf, more) {
  const { pieces, cursor } = view;
  if (!cursor) {
    const found = beside(pieces, 0, 1, unitsOf);
    if (found) move(view, found);
    return true;
  }
  const [start, end] = cursor.focus;
  const around = unitsOf === sentencesOf ? sentenceAt(pieces, way > 0 ? end - 1 : start) : null;
  const rest = around && (way > 0 ? around[1] > end : around[0] < start);
  const found = more && rest ? around : beside(pieces, way > 0 ? end : start, way, unitsOf);
  if (found) move(view, found, more ? cursor.anchor : found);
  return true;
}

function jump(view, front, more) {
  const { pieces, cursor } = view;
  const found = front ? beside(pieces, 0, 1, wordsOf) : beside(pieces, totalOf(pieces), -1, wordsOf);
  if (found) move(view, found, more && cursor ? cursor.anchor : found);
  return true;
}

function toMark(view, way) {
  const places = new Map([...view.shown.values()].map(({ start, end }) => [`${start} ${end}`, [start, end]]));
  const order = [...places.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const { start, end } = view.span ?? { start: way > 0 ? 0 : Infinity, end: 0 };
  const here = order.findIndex((place) => place[0] === start && place[1] === end);
  const near = way > 0 ? order.find((place) => place[0] >= start) : order.findLast((place) => place[0] < start);
  const next = here < 0 ? near : order[here + way];
  if (next) move(view, next);
  return true;
}

function move(view, focus, anchor = focus) {
  view.cursor = { anchor, focus };
  const span = { start: Math.min(anchor[0], focus[0]), end: Math.max(anchor[1], focus[1]) };
  closeWindow(view);
  choose(view, span);
  scrollTo(view, focus[0]);
  const over = [...view.shown.values()].filter((mark) => mark.start < span.end && mark.end > span.start);
  const said = shortened(textOf(view.pieces, span.start, span.end));
  const tags = [...new Set(over.map((mark) => mark.tag))].join(view.words.comma);
  announce(view, tags ? say(view.words.picked, { words: said, tags }) : said);
}

function scrollTo(view, offset, block = "nearest") {
  const node = view.pieces[pieceAt(view.pieces, offset)].node;
  const inside = node.querySelectorAll(".span");
  (inside[inside.length - 1] ?? node).scrollIntoView({ block });
}

function pressInList(view, event) {
  const { choosing: state } = view;
  const many = state.rows.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!many) return true;
    const step = event.key === "ArrowDown" ? 1 : -1;
    activate(view, state.active < 0 && step < 0 ? many - 1 : (state.active + step + many) % many);
    return true;
  }
  if (event.key !== "Enter") return false;
  if (state.active >= 0) take(view, state.active);
  else if (state.typed.trim() && many) {
    activate(view, 0);
    announce(view, view.words.alike);
  }
  return true;
}
