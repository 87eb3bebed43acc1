// Streamlit's own shortcuts are deaf while a switch or a button has the focus.
export default function wallKeys() {
  const held = document.activeElement;
  if (held instanceof HTMLElement && (held.matches("input[type=checkbox]") || held.matches("button"))) held.blur();
}
