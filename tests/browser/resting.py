"""Knowing when a page is at rest: what the tests wait for in place of a fixed time."""

from __future__ import annotations

from itertools import count

from playwright.sync_api import Page

WATCH = """(() => {
  const seen = { at: performance.now(), frames: 0, asked: 0, open: 0 };
  const stir = () => { seen.at = performance.now(); seen.frames = 0; };
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  const watch = (root) => new MutationObserver(stir).observe(root, all);
  watch(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how);
    watch(root);
    return root;
  };
  // What was said to the server is owed an answer; until it comes nothing is over, however still the page is.
  window.WebSocket = class extends window.WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener("message", () => { seen.asked = 0; stir(); });
    }
    send(what) {
      seen.asked = performance.now();
      stir();
      super.send(what);
    }
  };
  const begin = () => { seen.open += 1; stir(); };
  const end = () => { seen.open -= 1; stir(); };
  const fetched = window.fetch;
  window.fetch = (...what) => { begin(); return fetched(...what).finally(end); };
  const sent = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...what) {
    begin();
    this.addEventListener("loadend", end);
    sent.apply(this, what);
  };
  // Frames are counted beside the time: a machine that is busy elsewhere draws none, and that is no rest.
  const count = () => { seen.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  const PATIENCE = 5000, REST = 200, FRAMES = 8;
  const still = () => {
    const endless = (one) => one.effect?.getComputedTiming().endTime === Infinity;
    const moving = document.getAnimations().filter((one) => one.playState === "running" && !endless(one));
    moving.forEach((one) => one.finish());
    return moving.length === 0;
  };
  let call = 0;
  window.atRest = (number) => {
    if (number !== call) {
      call = number;
      stir();
    }
    const now = performance.now(), app = document.querySelector('[data-testid="stApp"]');
    if (!still()) stir();
    return app?.dataset.testScriptState === "notRunning" && now - seen.at >= REST && seen.frames >= FRAMES &&
      seen.open === 0 && (seen.asked === 0 || now - seen.asked > PATIENCE) &&
      !document.querySelector('[data-testid="stSkeleton"]') && document.fonts.status === "loaded";
  };
})();"""
"""Runs before anything of a page: notes what changes in it and what it asks of the server.

What moves is brought to its end at once; where it ends is what people see.
"""

_calls = count(1)


def rest(page: Page, also: str = "true") -> None:
    """Wait until the run is over, everything asked for has come, and nothing has changed for a fifth of a second.

    `also` is an expression that must hold at that moment.
    """
    page.wait_for_function(f"(number) => window.atRest?.(number) && {also}", arg=next(_calls), timeout=30_000)
