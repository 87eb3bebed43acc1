// The outbox: what was done here waits until the page says that it has heard it, so nothing is lost while it is busy.
// (docs/decisions/0005)
function newOutbox() {
  return { speaker: Math.random().toString(36).slice(2), n: 0, heard: 0, acts: [] };
}

function tell(view, kind, rest = {}) {
  const { outbox } = view;
  outbox.n += 1;
  outbox.acts.push({ n: outbox.n, kind, ...rest });
  view.send("outbox", { speaker: outbox.speaker, acts: [...outbox.acts] });
  return outbox.n;
}

// Whether the page speaks of this very outbox; what it has heard is let go.
function acknowledged({ outbox }, heard) {
  if (heard?.speaker !== outbox.speaker) return false;
  outbox.heard = Math.max(outbox.heard, heard.n);
  outbox.acts = outbox.acts.filter((act) => act.n > outbox.heard);
  return true;
}

function announce(view, text) {
  view.nodes.live.textContent = "";
  view.nodes.live.textContent = text;
}
