// Sending: what was done here is shown as if it were done until the page has heard it.
const QUOTED = 200;

// An act speaks of one story: the page may show another by the time it hears it.
function send(view, kind, rest) {
  return tell(view, kind, { story: view.data.story, ...rest });
}

function acknowledge(view, heard) {
  if (!acknowledged(view, heard)) return;
  const { outbox } = view;
  view.put = view.put.filter((mark) => mark.n > outbox.heard);
  for (const [id, n] of view.taken) if (n <= outbox.heard) view.taken.delete(id);
}

// The marks as they are shown: those of the page, without what was taken off and with what was put on here meanwhile.
function marksOf(view) {
  const total = totalOf(view.pieces);
  const there = view.data.marks.filter((mark) => !view.taken.has(mark.id) && mark.start !== null && mark.start < mark.end && mark.end <= total);
  return [...there, ...view.put.filter((mark) => !view.taken.has(mark.id))];
}

function isOn(view, span, tag) {
  return marksOf(view).some((mark) => mark.start === span.start && mark.end === span.end && same(mark, tag));
}

function same(mark, tag) {
  return tag.id ? mark.tag_id === tag.id : fold(mark.tag) === fold(tag.name);
}

// `tag` is one of the list, or {id: null, name, kind} for a new one.
function putOn(view, span, tag) {
  if (!isOn(view, span, tag)) {
    const ink = tag.ink ?? view.kinds.get(tag.kind)?.ink;
    const quote = firstPoints(textOf(view.pieces, span.start, Math.min(span.end, span.start + QUOTED)), QUOTED);
    const n = send(view, "tagged", { start: span.start, end: span.end, id: tag.id, name: tag.name, of: tag.kind, quote });
    view.put.push({ n, id: `new-${n}`, tag: tag.name, tag_id: tag.id, kind: tag.kind, ink, start: span.start, end: span.end });
  }
  announce(view, say(view.words.tagged, { name: tag.name }));
}

function takeOff(view, mark) {
  if (view.data.readonly || mark.n) return;
  view.taken.set(mark.id, send(view, "untagged", { id: mark.id }));
  announce(view, say(view.words.untagged, { name: mark.tag }));
}

function firstPoints(text, n) {
  return text.length <= n ? text : [...text].slice(0, n).join("");
}
