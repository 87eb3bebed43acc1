// Sending: what was done here waits in an outbox until the page says that it has heard it, so nothing is lost while it
// is busy; until then it is shown as if it were done.
const QUOTED = 200;

function newOutbox() {
  return { speaker: Math.random().toString(36).slice(2), n: 0, heard: 0, acts: [] };
}

function tell(view, kind, rest = {}) {
  const { outbox } = view;
  outbox.n += 1;
  outbox.acts.push({ n: outbox.n, kind, story: view.data.story, ...rest });
  view.send("outbox", { speaker: outbox.speaker, acts: [...outbox.acts] });
  return outbox.n;
}

function acknowledge(view, heard) {
  const { outbox } = view;
  if (heard?.speaker !== outbox.speaker) return;
  outbox.heard = Math.max(outbox.heard, heard.n);
  outbox.acts = outbox.acts.filter((act) => act.n > outbox.heard);
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
    const n = tell(view, "tagged", { start: span.start, end: span.end, id: tag.id, name: tag.name, of: tag.kind, quote });
    view.put.push({ n, id: `new-${n}`, tag: tag.name, tag_id: tag.id, kind: tag.kind, ink, start: span.start, end: span.end });
  }
  announce(view, say(view.words.tagged, { name: tag.name }));
}

function takeOff(view, mark) {
  if (view.data.readonly || mark.n) return;
  view.taken.set(mark.id, tell(view, "untagged", { id: mark.id }));
  announce(view, say(view.words.untagged, { name: mark.tag }));
}

function firstPoints(text, n) {
  return text.length <= n ? text : [...text].slice(0, n).join("");
}

function announce(view, text) {
  view.nodes.live.textContent = "";
  view.nodes.live.textContent = text;
}

function say(template, slots) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => slots[name] ?? whole);
}
