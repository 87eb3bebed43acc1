// The grid itself: a table at a desk, a list by stage on a phone. What is done here waits in an outbox until the page
// says that it has heard it, so nothing written fast is lost; until then it is shown as if it were done.
const VIEWS = new Map();
const SOON = 5000;

export default function ({ data, parentElement, setStateValue }) {
  const view = VIEWS.get(data.key) ?? newView();
  VIEWS.set(data.key, view);
  if (view.root !== parentElement) view.focus = focusIn(view) ?? view.focus;
  view.root = parentElement;
  view.data = data;
  view.send = setStateValue;
  acknowledged(view, data.heard);
  if (!view.outbox.acts.some((act) => act.kind === "picked")) view.picked = data.picked ?? "";
  rebuild(view);
}

function newView() {
  const view = { outbox: newOutbox(), picked: "", resting: "", shown: null, text: "", focus: null };
  document.addEventListener("pointerdown", (event) => event.composedPath().includes(view.root) || (view.focus = null), true);
  return view;
}

function place(id) {
  const [stage, ...row] = id.split("|");
  return { stage, row: row.join("|") };
}

function pick(view, id) {
  view.picked = id === view.picked ? "" : id;
  view.text = "";
  view.focus = { id, write: view.picked !== "" && matchMedia("(pointer: fine)").matches, at: Date.now() };
  tell(view, "picked", view.picked ? place(view.picked) : { stage: "", row: "" });
  rebuild(view);
}

function add(view, id, text) {
  tell(view, "added", { ...place(id), text });
  view.text = "";
  view.focus = { id, write: true, at: Date.now() };
  rebuild(view);
}

// Where the keyboard is: in the grid as it stands, or where it was a moment ago before the page put the grid elsewhere.
function focusIn(view) {
  const active = view.root?.getRootNode().activeElement;
  const cell = active && view.root.contains(active) ? active.closest(".cell") : null;
  return cell ? { id: cell.dataset.id, write: active.matches("input"), at: Date.now() } : null;
}

function rebuild(view) {
  const { root, data } = view;
  const before = root.querySelector(".frame");
  const [left, top] = before ? [before.scrollLeft, before.scrollTop] : [0, 0];
  const focus = view.focus && Date.now() - view.focus.at < SOON ? view.focus : focusIn(view);
  root.querySelectorAll(".frame, .legend").forEach((node) => node.remove());
  view.frame = build(view);
  const told = legend(data);
  for (const node of [view.frame, told]) {
    for (const [name, value] of Object.entries(data.colours)) node.style.setProperty(`--${name}`, value);
  }
  root.append(view.frame, told);
  view.frame.scrollTo(left, top);
  listenToKeys(view);
  rest(view, view.resting || view.picked);
  const chosen = cellAt(view, view.picked);
  if (chosen && view.shown !== view.picked) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
  view.shown = view.picked;
  const cell = focus && cellAt(view, focus.id);
  (cell?.querySelector(focus.write ? "input" : ".open") ?? cell?.querySelector(".open"))?.focus({ preventScroll: true });
}

// Cells stand stage by stage, as a phone lists them; at a desk each is put into its row and column.
function build(view) {
  const { data } = view;
  const frame = make("div", data.tall ? "frame tall" : "frame");
  const grid = make("div", "grid");
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", data.words.grid);
  grid.style.gridTemplateColumns = `minmax(${data.first}px, 120px) repeat(${data.stages.length}, minmax(${data.narrow}px, 1fr))`;
  grid.style.minWidth = `${data.first + data.stages.length * data.narrow}px`; // heads stay in sight as far as the grid is wide
  const put = (node, x, y) => {
    node.style.gridColumn = x + 2;
    node.style.gridRow = y + 2;
    node.classList.toggle("last-column", x === data.stages.length - 1);
    node.classList.toggle("last-row", y === data.rows.length - 1);
    grid.append(node);
  };
  put(make("div", "who corner", data.words.corner), -1, -1);
  data.rows.forEach((row, y) => put(make("div", "who", row.label), -1, y));
  data.stages.forEach((stage, x) => {
    put(make("div", "stage", stage.label), x, -1);
    data.rows.forEach((row, y) => {
      const cell = cellOf(view, stage, row);
      cell.dataset.x = x;
      cell.dataset.y = y;
      put(cell, x, y);
    });
  });
  if (data.editable) grid.append(choices(data.tags));
  frame.append(grid);
  return frame;
}

function cellOf(view, stage, row) {
  const { data } = view;
  const id = `${stage.id}|${row.id}`;
  const held = data.cells[id] ?? {};
  const cell = make("div", "cell");
  cell.dataset.id = id;
  const button = make("button", "open");
  button.type = "button";
  button.setAttribute("aria-label", `${stage.label} · ${row.label}${held.aria ? `: ${held.aria}` : ""}`);
  button.setAttribute("aria-pressed", String(id === view.picked));
  button.addEventListener("click", () => {
    rest(view, id);
    pick(view, id);
  });
  cell.append(button);
  fill(cell, held, row, (tag) => tell(view, "opened", { ...place(id), text: tag }));
  for (const act of view.outbox.acts) {
    if (act.kind === "added" && `${act.stage}|${act.row}` === id) cell.append(make("span", "item level-0 waiting", act.text));
  }
  if (id === view.picked) {
    cell.classList.add("picked");
    if (data.editable && row.concerns) cell.append(writer(view, id));
  }
  return cell;
}

function writer(view, id) {
  const input = make("input", "write");
  input.placeholder = view.data.words.write;
  input.setAttribute("aria-label", view.data.words.writing);
  input.setAttribute("list", "tags");
  input.maxLength = 200;
  input.value = view.text;
  input.addEventListener("input", () => (view.text = input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !input.value.trim()) return;
    event.preventDefault();
    add(view, id, input.value.trim());
  });
  return input;
}

function choices(tags) {
  const list = make("datalist");
  list.id = "tags";
  for (const tag of tags) {
    const option = make("option");
    option.value = tag;
    list.append(option);
  }
  return list;
}
