"""Looking at a screen as an exacting visitor does: the language, the contrast in both themes, the room on a phone."""

from __future__ import annotations

import re

from tests.browser.conftest import Visitor

ALLOWED = {
    *(
        "SCRM",
        "CEO",
        "CFO",
        "IT",
        "POS",
        "Excel",
        "CSV",
        "XLSX",
        "XLS",
        "TSV",
        "TXT",
        "JSON",
        "HTML",
        "PDF",
        "Markdown",
    ),
    *("Word", "DOCX", "ZIP", "PNG", "PPTX", "A4", "json"),
    *("SaaS", "CRM", "ERP", "API", "APP", "App", "KPI", "ROI", "POC", "HR", "B2B", "Ctrl", "Esc", "EN", "MB", "UTF"),
    *("GB18030", "CNY", "USD", "EUR", "md", "mdx", "MD", "MDX", "yyyy", "mm", "dd", "DD", "MM", "YYYY"),
}
"""Names of things that Chinese offices call so, kinds of files, keys, and the pattern of a date."""

READ = """() => {
  const skip = '[data-testid="stIconMaterial"], [data-testid="stExpanderIcon"], [role="img"][translate="no"], ' +
    'script, style, noscript, ' +
    '[data-live-announcer], [role="gridcell"]';
  const found = new Set();
  const add = (text) => { if (/[A-Za-z]{2}/.test(text)) found.add(text.trim()); };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(skip)) add(texts.currentNode.data);
  for (const name of ["placeholder", "title", "aria-label", "alt", "data-title"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.closest(skip)) add(element.getAttribute(name));
  return [...found];
}"""

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
"""Texts that cannot be read: below 4.5 to 1, or 3 to 1 where they are large."""

TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
}"""
TOO_SMALL = """() => [
    ...document.querySelectorAll('[data-testid="stMain"] .stButton button, [data-testid="stPageLink"] a')
  ].filter((e) => e.offsetHeight > 0 && e.offsetHeight < 43).map((e) => e.innerText)"""
IS_DARK = """() => {
  const [r, g, b] = getComputedStyle(document.querySelector(".stApp")).backgroundColor.match(/[\\d.]+/g).map(Number);
  return r + g + b < 380;
}"""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def english(visitor: Visitor, patience: int = 20) -> list[str]:
    """Texts on the screen that hold a Latin word which nobody allowed; the component that translates may come late."""
    while (wrong := _english(visitor)) and patience:
        visitor.page.wait_for_timeout(250)
        patience -= 1
    return wrong


def _english(visitor: Visitor) -> list[str]:
    wrong = []
    for text in visitor.page.evaluate(READ):
        said = re.sub(r"\bscrm(-zh)?\b|https?://\S+|\S+@\S+|/\S+\?\S+", "", text.replace("\\", ""))
        if any(word not in ALLOWED for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", said)):
            wrong.append(text)
    return sorted(wrong)


def unfold(visitor: Visitor) -> None:
    """Open everything that can be unfolded."""
    opened = 0
    for part in visitor.page.locator('[data-testid="stExpander"] details > summary').all():
        if part.is_visible() and not part.evaluate("(summary) => summary.parentElement.open"):
            part.click()
            opened += 1
    if opened:
        visitor.settle()


def unreadable(visitor: Visitor) -> list[str]:
    """Texts on the screen that cannot be read in the theme it has now."""
    return visitor.page.evaluate(MEASURE)


def flaws(visitor: Visitor, *, tabs: bool = True) -> list[str]:
    """What is wrong with the screen that is open: on a desk in both themes, behind every tab, and on a phone."""
    page = visitor.page
    found = english(visitor) + unreadable(visitor)
    for tab in page.get_by_role("tab").all() if tabs else ():
        tab.click()
        visitor.settle()
        unfold(visitor)
        found += english(visitor) + unreadable(visitor)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(IS_DARK)
    visitor.settle()
    found += [f"dark: {text}" for text in unreadable(visitor)]
    page.set_viewport_size(PHONE)
    visitor.settle()
    if (beyond := page.evaluate(TOO_WIDE)) > 0:
        found.append(f"on a phone {beyond} pixels reach past the edge")
    found += [f"too small for a thumb: {name}" for name in page.evaluate(TOO_SMALL)]
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    return found + visitor.complaints + visitor.outside
