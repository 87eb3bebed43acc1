// Keeps a few choices as cookies of this browser and the import of this tab, names the page's language,
// and says in it what Streamlit says in English. What users wrote is left alone.
const YEAR = 365 * 24 * 3600;
const TRAY = "persona-tray";
const SPOKEN = ["placeholder", "title", "aria-label", "alt"];
const OF_USERS =
  '[data-testid="stText"], [data-testid="stMarkdown"], [data-testid="stWidgetLabel"], [data-testid="stPageLink"],' +
  '[data-testid="stSidebarNav"], [data-testid="stTable"], [data-testid="stCode"], [data-testid="stPlotlyChart"],' +
  '[data-testid="stButton"] p, [data-testid="stDialog"] [data-testid="stVerticalBlock"], script, style, svg';
const IN_LISTS = new Set(["Select all", "No results", "No options to select"]);
const state = (window.personaSpoken ??= { phrases: {}, patterns: [], observer: null, was: new WeakMap() });

function say(text, inList) {
  const phrase = text.trim();
  if (!/[A-Za-z]/.test(phrase) || phrase.length > 300) return null;
  if (inList && !IN_LISTS.has(phrase) && !phrase.startsWith("You can only select")) return null;
  if (Object.hasOwn(state.phrases, phrase)) return state.phrases[phrase];
  if (inList) return null;
  const [head, ...rest] = phrase.split(": ");
  if (rest.length > 0 && Object.hasOwn(state.phrases, head)) return `${state.phrases[head]}：${rest.join(": ")}`;
  for (const [pattern, words] of state.patterns) {
    if (pattern.test(phrase)) return phrase.replace(pattern, words);
  }
  return null;
}

function sayText(node) {
  const parent = node.parentElement;
  if (!parent || parent.closest(OF_USERS)) return;
  const english = original(node, "text", node.data);
  const said = say(english, parent.closest('[role="option"]') !== null) ?? english;
  if (said === node.data) return;
  remember(node, "text", english, said);
  node.data = said;
}

function sayAttributes(element) {
  for (const name of SPOKEN) {
    const value = element.getAttribute(name);
    if (value === null) continue;
    const english = original(element, name, value);
    const said = say(english, false) ?? english;
    if (said === value) continue;
    remember(element, name, english, said);
    element.setAttribute(name, said);
  }
}

// What stood there before we spoke, so that the other language can be spoken later.
function original(node, name, now) {
  const was = state.was.get(node)?.[name];
  return was && was.said === now ? was.english : now;
}

function remember(node, name, english, said) {
  state.was.set(node, { ...state.was.get(node), [name]: { english, said } });
}

function sayAll(root) {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  sayAttributes(root);
  for (const element of root.querySelectorAll(SPOKEN.map((name) => `[${name}]`).join(","))) sayAttributes(element);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) sayText(texts.currentNode);
}

function watch() {
  state.observer ??= new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") sayText(change.target);
      else if (change.type === "attributes") sayAttributes(change.target);
      else change.addedNodes.forEach(sayAll);
    }
  });
  state.observer.disconnect();
  sayAll(document.body);
  if (Object.keys(state.phrases).length === 0) return;
  state.observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
  });
}

function keep(cookies) {
  const kept = document.cookie.split("; ");
  for (const [name, value] of Object.entries(cookies)) {
    const cookie = `${name}=${encodeURIComponent(value)}`;
    if (!kept.includes(cookie)) document.cookie = `${cookie}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
  }
}

// The import at hand is the tab's own: a reload keeps it, another tab has another, and a copy of a tab begins without.
function keepTray(tray, setTriggerValue) {
  if (tray) sessionStorage.setItem(TRAY, tray);
  else if (tray === "") sessionStorage.removeItem(TRAY);
  const kept = sessionStorage.getItem(TRAY) ?? "";
  claim(kept).then((mine) => {
    if (!mine && tray === null) sessionStorage.removeItem(TRAY);
    else if (kept && tray === null) setTriggerValue("tray", kept);
  });
}

// Whether no other tab has this tray in its hands; from now on this one has, until it takes another or is closed.
// Browsers lend such locks only to pages that came safely (https, this machine); elsewhere a copied tab shares.
function claim(name) {
  if (state.held?.name === name) return state.held.mine;
  state.held?.free();
  const held = { name, free() {} };
  state.held = held;
  held.mine = new Promise((say) => {
    if (!name || !navigator.locks) return say(true);
    navigator.locks.request(`${TRAY}-${name}`, { ifAvailable: true }, (lock) => {
      say(lock !== null);
      return lock && new Promise((free) => (held.free = free));
    });
  });
  return held.mine;
}

// The key / opens the search of the page, wherever nobody is typing.
function openSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.composedPath()[0];
  if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
  const button = [...document.querySelectorAll(".st-key-search-open button")].find((one) => one.offsetParent);
  if (!button || document.querySelector('[role="dialog"]')) return;
  event.preventDefault();
  button.click();
}

// Whoever opens the search can type at once; Streamlit puts the focus on the panel around the field.
function enterSearch(event) {
  if (!event.target.closest?.(".st-key-search-open")) return;
  const asked = Date.now();
  const waiting = setInterval(() => {
    const field = document.querySelector(".st-key-search-panel input");
    field?.focus();
    if ((field && document.activeElement === field) || Date.now() - asked > 5000) clearInterval(waiting);
  }, 50);
}

// The looks come from the server, pictures too: when day turns to night, the page is asked for anew.
function watchTheme(asked, setTriggerValue) {
  state.turned = () => {
    const now = shown();
    if (now && now !== asked) setTriggerValue("theme", now);
  };
  const app = document.querySelector(".stApp");
  if (app && state.app !== app) {
    state.app = app;
    new MutationObserver(() => state.turned()).observe(app, { attributes: true, attributeFilter: ["class"] });
  }
}

// The theme that is on the screen now.
function shown() {
  const ground = state.app && getComputedStyle(state.app).backgroundColor.match(/[\d.]+/g).map(Number);
  return ground && (ground[0] + ground[1] + ground[2] < 3 * 128 ? "dark" : "light");
}

if (!state.listens) {
  document.addEventListener("keydown", openSearch);
  document.addEventListener("click", enterSearch);
  state.listens = true;
}

export default function ({ data, setTriggerValue }) {
  keep(data.cookies);
  watchTheme(data.theme, setTriggerValue);
  if (document.documentElement.lang !== data.lang || state.observer === null) {
    document.documentElement.lang = data.lang;
    state.phrases = data.phrases ?? {};
    state.patterns = (data.patterns ?? []).map(([pattern, words]) => [new RegExp(pattern, "s"), words]);
    watch();
  }
  keepTray(data.tray, setTriggerValue);
}
