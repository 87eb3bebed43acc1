// Drawing: cells with their concerns, notes and faces, and the legend. Texts are set as text, never as markup.
const MOUTHS = { 1: "M8 17 Q12 12.5 16 17", 2: "M8.5 16.5 Q12 14 15.5 16.5", 3: "M8.5 16 H15.5",
  4: "M8.5 15 Q12 18 15.5 15", 5: "M7.5 14 Q12 20 16.5 14" };

function face(mood) {
  const svg = draw("svg", { viewBox: "0 0 24 24", class: "face", "aria-hidden": "true" });
  svg.append(
    draw("circle", { cx: 12, cy: 12, r: 10 }),
    draw("circle", { class: "eye", cx: 8.6, cy: 9.6, r: 1.3 }),
    draw("circle", { class: "eye", cx: 15.4, cy: 9.6, r: 1.3 }),
    draw("path", { d: MOUTHS[mood] }),
  );
  return svg;
}

// A number leads to the stories behind it: here, or in a window of its own as any link.
function number(texts, href, open) {
  const link = make("a", "count");
  link.append(...texts.map((text) => make("span", "", text)));
  link.href = href;
  link.tabIndex = -1;
  link.addEventListener("click", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  return link;
}

function concern(item, open) {
  const row = make("span", `item level-${item.level} ${item.answered ? "answered" : "unanswered"}`);
  const body = make("span", "body");
  body.append(make("span", "", item.name));
  if (item.href) body.append(number(item.counts, item.href, () => open(item.tag)));
  else body.append(...item.counts.map((count) => make("span", "count", count)));
  row.append(make("span", "sign", item.answered ? "✔" : "○"), body);
  row.title = item.said;
  return row;
}

function fill(cell, held, row, open) {
  cell.append(make("span", "name", row.label));
  if (held.mood) {
    cell.classList.add("mood");
    cell.append(face(held.mood), make("span", "", held.text));
    cell.style.setProperty("--drop", `${(5 - held.mood) * 6}px`);
  } else if (held.text) {
    cell.append(make("span", "note", held.text));
  }
  for (const item of held.concerns ?? []) cell.append(concern(item, open));
  const bare = !held.mood && !held.text && !(held.concerns ?? []).length;
  if (held.ask) cell.append(make("span", "asking", held.ask));
  else if (bare) cell.append(make("span", "add", "＋"));
  if (held.foot) {
    const foot = make("span", "foot");
    foot.append(number([held.foot], held.href, () => open("")));
    if (held.offer) foot.append(make("span", "offer", held.offer));
    cell.append(foot);
  }
  cell.classList.toggle("ask", Boolean(held.ask));
  cell.classList.toggle("empty", bare && !held.foot && !held.ask);
}

function legend(data) {
  const told = make("div", "legend");
  told.append(make("span", "", data.words.signs), make("span", "", data.words.counts));
  const levels = make("span", "levels");
  levels.append(make("span", "", data.words.levels));
  data.levels.forEach((label, level) => {
    const swatch = make("span", `item level-${level} swatch`);
    swatch.append(make("span", "", label));
    levels.append(swatch);
  });
  told.append(levels);
  return told;
}
