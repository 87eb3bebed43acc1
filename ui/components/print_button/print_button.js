// One button that prints the page it stands on.
export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => window.print());
    parentElement.append(button);
  }
  button.textContent = data.label;
}
