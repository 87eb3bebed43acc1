"""Every text on every page can be read in both themes: 4.5 to 1, large text 3 to 1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_shell import PAGES

MEASURE = """() => {
  const parts = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const light = (color) => {
    const [r, g, b] = color.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const color = parts(getComputedStyle(e).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    const page = parts(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
    return layers.reverse().reduce((under, layer) => over(layer, under), page.slice(0, 3));
  };
  // Switched off, drawn rather than written, or standing above the mark whose ground it would be measured by.
  const SKIPPED = "svg, canvas, script, style, noscript, :disabled, [aria-disabled='true'], " +
    "[data-testid='stSliderThumbValue']";
  const weak = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, text = texts.currentNode.data.trim();
    if (!text || element.closest(SKIPPED)) continue;
    const box = element.getBoundingClientRect(), look = getComputedStyle(element);
    if (!box.width || !box.height || box.bottom < 0 || look.visibility === "hidden" || box.left < 0) continue;
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= Number(getComputedStyle(e).opacity);
    if (opacity === 0 || look.clip !== "auto" || look.clipPath !== "none") continue;
    const ground = behind(element), ink = parts(look.color);
    ink[3] *= opacity;
    const [a, b] = [light(over(ink, ground)), light(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(look.fontSize), icon = element.dataset.testid === "stIconMaterial";
    const large = size >= 24 || (size >= 18.66 && Number(look.fontWeight) >= 600) || icon;
    if (contrast < (large ? 2.95 : 4.45)) weak.add(`${contrast.toFixed(2)} “${text.slice(0, 40)}”`);
  }
  return [...weak];
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read(visit: Callable[..., Visitor], dark: bool) -> None:
    visitor = visit(dark=dark)
    weak = {}
    for page in PAGES:
        visitor.open(f"{page}?w=scrm-zh")
        if found := visitor.page.evaluate(MEASURE):
            weak[page] = found
    assert weak == {}
