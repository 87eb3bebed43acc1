// Pointing: a mouse selects as it does everywhere; a finger taps where the words begin and where they end.
function listenToPointers(view) {
  const { text } = view.nodes;
  text.addEventListener("pointerdown", (event) => {
    view.touching = event.pointerType === "touch";
    view.pressed = !view.touching && event.button === 0;
    if (!view.touching && event.button === 0 && isOpen(view)) leave(view);
  });
  text.addEventListener("click", (event) => click(view, event));
  text.addEventListener("copy", (event) => copy(view, event));
  // let go anywhere, after the browser has settled what is selected
  view.onUp = () => {
    if (!view.pressed) return;
    setTimeout(() => {
      view.pressed = false;
      takeSelection(view);
      paint(view);
    });
  };
  view.onDown = (event) => {
    if (isOpen(view) && !event.composedPath().includes(view.nodes.all)) leave(view);
  };
  document.addEventListener("pointerup", view.onUp);
  document.addEventListener("pointercancel", view.onUp);
  document.addEventListener("pointerdown", view.onDown);
}

function selectionOf(view) {
  return view.root.getRootNode().getSelection?.() ?? document.getSelection();
}

// The selected words as [start, end) in code points; null when nothing of the text is selected.
function selected(view) {
  const selection = selectionOf(view);
  if (!selection || selection.isCollapsed) return null;
  const shadow = view.root.getRootNode();
  let range = selection.rangeCount ? selection.getRangeAt(0) : null;
  if (!view.nodes.text.contains(range?.startContainer) && shadow instanceof ShadowRoot && selection.getComposedRanges) {
    [range] = selection.getComposedRanges({ shadowRoots: [shadow] });
  }
  if (!range || !view.nodes.text.contains(range.startContainer)) return null;
  const start = offsetAt(view, range.startContainer, range.startOffset);
  const end = view.nodes.text.contains(range.endContainer) ? offsetAt(view, range.endContainer, range.endOffset) : totalOf(view.pieces);
  return start < end ? trimmed(view.pieces, start, end) : null;
}

function offsetAt(view, node, within) {
  const { text } = view.nodes;
  if (node === text) return view.pieces[within]?.start ?? totalOf(view.pieces);
  const holder = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(".piece");
  const piece = view.pieces[view.numbers.get(holder)];
  const range = document.createRange();
  range.setStart(holder, 0);
  range.setEnd(node, within);
  return piece.start + pointsIn(range.toString());
}

function takeSelection(view) {
  if (view.data.readonly || view.choosing) return;
  const span = selected(view);
  if (span) askFor(view, span);
}

function click(view, event) {
  const marks = marksUnder(view, event.target);
  if (view.touching) {
    tap(view, event, marks);
    return;
  }
  if (selected(view)) return;
  view.cursor = null;
  if (marks.length) showMarks(view, marks, event.target.closest("mark"));
}

function tap(view, event, marks) {
  const word = wordUnder(view, event);
  view.tapped = word;
  if (view.begun && word) {
    const [first, last] = view.begun;
    askFor(view, { start: Math.min(first, word[0]), end: Math.max(last, word[1]) });
    view.begun = null;
  } else if (marks.length) showMarks(view, marks, event.target.closest("mark"));
  else if (isOpen(view) && !view.begun) leave(view);
  else if (word && !view.data.readonly) begin(view, word);
}

function wordUnder(view, event) {
  const root = view.root.getRootNode();
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY, { shadowRoots: root instanceof ShadowRoot ? [root] : [] });
  const [node, within] = at && view.nodes.text.contains(at.offsetNode) ? [at.offsetNode, at.offset] : pointed(view, event);
  if (!node) return null;
  return wordAt(view.pieces, offsetAt(view, node, within));
}

// Where browsers do not say which character lies under a finger: the nearest box of a character in the piece touched.
function pointed(view, event) {
  const holder = event.target.closest?.(".piece");
  if (!holder) return [null, 0];
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let best = [null, 0, Infinity];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let i = 0; i < node.length; i += 1) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      const far = Math.abs((box.left + box.right) / 2 - event.clientX) + 4 * Math.abs((box.top + box.bottom) / 2 - event.clientY);
      if (far < best[2]) best = [node, i, far];
    }
  }
  return best;
}

// Words are copied as they are stored, whatever pieces they were drawn in.
function copy(view, event) {
  const selection = selectionOf(view);
  if (!selection || selection.isCollapsed || !event.clipboardData || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!view.nodes.text.contains(range.startContainer) || !view.nodes.text.contains(range.endContainer)) return;
  const [start, end] = [offsetAt(view, range.startContainer, range.startOffset), offsetAt(view, range.endContainer, range.endOffset)];
  event.clipboardData.setData("text/plain", textOf(view.pieces, start, end));
  event.preventDefault();
}
