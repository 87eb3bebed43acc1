// Keys: one cell of the grid is in the order of the tab key; from it the arrows go on, Enter opens, Esc leaves.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function listenToKeys(view) {
  view.frame.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell");
    if (event.key === "Tab") view.focus = null;
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && view.picked) {
      pick(view, view.picked);
    } else if (event.target.matches(".open")) {
      const [x, y] = [Number(cell.dataset.x), Number(cell.dataset.y)];
      if (event.key in STEPS) goTo(view, x + STEPS[event.key][0], y + STEPS[event.key][1]);
      else if (event.key === "Home") goTo(view, 0, y);
      else if (event.key === "End") goTo(view, view.data.stages.length - 1, y);
      else return;
    } else {
      return;
    }
    event.preventDefault();
  });
}

function goTo(view, x, y) {
  const cell = view.frame.querySelector(`.cell[data-x="${x}"][data-y="${y}"]`);
  if (!cell) return;
  rest(view, cell.dataset.id);
  cell.querySelector(".open").focus();
}

// The cell in which the tab key lands.
function rest(view, id) {
  view.resting = id;
  view.frame.querySelectorAll(".open").forEach((button) => (button.tabIndex = -1));
  const cell = cellAt(view, id) ?? view.frame.querySelector(".cell");
  if (cell) cell.querySelector(".open").tabIndex = 0;
}

function cellAt(view, id) {
  return view.frame.querySelector(`.cell[data-id="${CSS.escape(id)}"]`);
}
