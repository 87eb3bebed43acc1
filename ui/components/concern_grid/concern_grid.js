// The grid of concerns: a table at a desk, a list by stage on a phone. Texts are set as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";
const MOUTHS = { 1: "M8 17 Q12 12.5 16 17", 2: "M8.5 16.5 Q12 14 15.5 16.5", 3: "M8.5 16 H15.5",
  4: "M8.5 15 Q12 18 15.5 15", 5: "M7.5 14 Q12 20 16.5 14" };

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function draw(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

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

function concern(item) {
  const row = make("span", `item ${item.answered ? "answered" : "open"}`);
  const sign = make("span", "sign", item.answered ? "✔" : "○");
  const text = make("span", "", item.name);
  if (item.count) text.append(" ", make("span", "count", item.count));
  row.append(sign, text);
  row.title = item.said;
  return row;
}

function fill(cell, row, stage, data) {
  const held = data.cells[`${stage.id}|${row.id}`] ?? {};
  cell.append(make("span", "name", row.label));
  if (held.mood) {
    cell.classList.add("mood");
    cell.append(face(held.mood), make("span", "", held.text));
    cell.style.setProperty("--drop", `${(5 - held.mood) * 6}px`);
  } else if (held.text) {
    cell.append(make("span", "note", held.text));
  }
  for (const item of held.concerns ?? []) cell.append(concern(item));
  if (!held.mood && !held.text && !(held.concerns ?? []).length) {
    cell.classList.add("empty");
    cell.append(make("span", "add", "＋"));
  }
  cell.setAttribute("aria-label", `${stage.label} · ${row.label}${held.aria ? `: ${held.aria}` : ""}`);
}

function build(data, pick) {
  const frame = make("div", "frame");
  const grid = make("div", "grid");
  grid.style.gridTemplateColumns = `minmax(${data.first}px, 120px) repeat(${data.stages.length}, minmax(${data.narrow}px, 1fr))`;
  const place = (node, column, row) => {
    node.style.gridColumn = column;
    node.style.gridRow = row;
    if (column === data.stages.length + 1) node.classList.add("last-column");
    if (row === data.rows.length + 1) node.classList.add("last-row");
    grid.append(node);
  };
  place(make("div", "who corner", data.words.corner), 1, 1);
  data.rows.forEach((row, y) => place(make("div", "who", row.label), 1, y + 2));
  data.stages.forEach((stage, x) => {
    place(make("div", "stage", stage.label), x + 2, 1);
    data.rows.forEach((row, y) => {
      const cell = make("button", "cell");
      cell.type = "button";
      fill(cell, row, stage, data);
      const id = `${stage.id}|${row.id}`;
      cell.classList.toggle("picked", id === data.picked);
      cell.setAttribute("aria-pressed", String(id === data.picked));
      cell.addEventListener("click", () => pick(id));
      place(cell, x + 2, y + 2);
    });
  });
  frame.append(grid);
  return frame;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const before = parentElement.querySelector(".frame");
  const left = before ? before.scrollLeft : 0;
  parentElement.querySelectorAll(".frame, .legend").forEach((node) => node.remove());
  const frame = build(data, (id) => setTriggerValue("picked", id));
  parentElement.append(frame, make("div", "legend", data.words.legend));
  for (const [name, value] of Object.entries(data.colours)) frame.style.setProperty(`--${name}`, value);
  frame.scrollLeft = left;
}
