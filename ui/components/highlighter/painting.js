// Painting: pieces of text with a coloured span for each mark; overlapping ones lie in lanes, one line under the other.
// A piece is drawn anew only when something in it changed. Texts are set as text only.
const LANES = 3;

function pieceNode(piece) {
  const node = make("div", piece.opens ? "piece opens" : "piece");
  node.style.containIntrinsicSize = `auto ${Math.max(1, Math.ceil((piece.end - piece.start) / 36)) * 2}em`;
  return node;
}

function lay(view) {
  view.pieces = cut(view.data.text);
  view.numbers = new Map();
  const all = document.createDocumentFragment();
  view.pieces.forEach((piece, i) => {
    piece.node = pieceNode(piece);
    view.numbers.set(piece.node, i);
    all.append(piece.node);
  });
  view.nodes.text.replaceChildren(all);
}

// Marks from the front, each in the first lane that is free where it begins.
function inLanes(marks) {
  const ends = [];
  return [...marks]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((mark) => {
      let lane = ends.findIndex((end) => end <= mark.start);
      if (lane < 0) lane = ends.length;
      ends[lane] = mark.end;
      return { ...mark, lane: Math.min(lane, LANES - 1) };
    });
}

function paint(view) {
  const shown = inLanes(marksOf(view));
  view.shown = new Map(shown.map((mark) => [mark.id, mark]));
  const held = view.pieces.map(() => []);
  for (const mark of shown) {
    for (let i = pieceAt(view.pieces, mark.start); i < held.length && view.pieces[i].start < mark.end; i += 1) held[i].push(mark);
  }
  const bright = brightOf(view);
  if (view.pressed) return; // drawing anew would take away what is being selected; it follows when the button is let go
  view.pieces.forEach((piece, i) => {
    const span = view.span && view.span.start < piece.end && view.span.end > piece.start ? view.span : null;
    const drawn = JSON.stringify([
      held[i].map((mark) => [mark.id, mark.start, mark.end, mark.lane, mark.ink, mark.kind, mark.tag, bright.has(mark.id)]),
      span && [span.start, span.end],
    ]);
    if (drawn === piece.drawn) return;
    piece.drawn = drawn;
    fill(view, piece, held[i], span, bright);
  });
  view.nodes.text.classList.toggle("some", bright.size > 0);
}

// The marks that stand out: the one that is picked, or those of the tag that is.
function brightOf(view) {
  const { picked } = view.data;
  if (typeof picked !== "string") return new Set();
  return new Set([...view.shown.values()].filter((mark) => mark.id === picked || mark.tag_id === picked).map((mark) => mark.id));
}

function fill(view, piece, marks, span, bright) {
  const ends = new Set([piece.start, piece.end]);
  for (const { start, end } of span ? [...marks, span] : marks) {
    if (start > piece.start) ends.add(Math.min(start, piece.end));
    if (end < piece.end) ends.add(Math.max(end, piece.start));
  }
  const points = [...ends].sort((a, b) => a - b);
  const nodes = document.createDocumentFragment();
  for (let i = 1; i < points.length; i += 1) {
    const [from, to] = [points[i - 1], points[i]];
    const text = piece.text.slice(unitAt(piece, from - piece.start), unitAt(piece, to - piece.start));
    const over = marks.filter((mark) => mark.start <= from && mark.end >= to).sort((a, b) => a.lane - b.lane);
    let node = document.createTextNode(text);
    if (span && span.start <= from && span.end >= to) node = wrap(node, make("span", "span"));
    for (const mark of over.reverse()) node = wrap(node, markNode(view, mark, bright));
    nodes.append(node);
  }
  if (piece.start === piece.end) nodes.append(document.createElement("br"));
  piece.node.replaceChildren(nodes);
}

function wrap(inner, outer) {
  outer.append(inner);
  return outer;
}

function markNode(view, mark, bright) {
  const kind = view.kinds.get(mark.kind);
  const node = make("mark", `lane${mark.lane} ${kind?.line ?? "solid"}`);
  node.dataset.id = mark.id;
  node.style.setProperty("--own", `var(--ink-${mark.ink ?? kind?.ink ?? "slate"})`);
  node.style.setProperty("--pale", `var(--pale-${mark.ink ?? kind?.ink ?? "slate"})`);
  node.title = mark.tag;
  node.classList.toggle("bright", bright.has(mark.id));
  node.classList.toggle("fresh", Boolean(mark.n));
  return node;
}

function swatch(view, tag) {
  const kind = view.kinds.get(tag.kind);
  const ink = tag.ink ?? kind?.ink ?? "slate";
  const node = make("span", `swatch ${kind?.line ?? "solid"}`, view.words.sample);
  node.setAttribute("aria-hidden", "true");
  node.style.setProperty("--own", `var(--ink-${ink})`);
  node.style.setProperty("--pale", `var(--pale-${ink})`);
  return node;
}

// The marks under a node, the nearest first.
function marksUnder(view, node) {
  const found = [];
  for (let at = node?.closest?.("mark"); at; at = at.parentElement?.closest("mark")) {
    const mark = view.shown.get(at.dataset.id);
    if (mark) found.push(mark);
  }
  return found;
}

function choose(view, span) {
  view.span = span;
  paint(view);
}

function boxOf(view, selector) {
  const found = view.nodes.text.querySelectorAll(selector);
  if (!found.length) return null;
  const [first, last] = [found[0].getClientRects()[0], [...found[found.length - 1].getClientRects()].pop()];
  return first && last ? { left: last.left, top: first.top, bottom: last.bottom } : null;
}
