"""Selecting words in the highlighter by mouse and by finger, and which words carry a tag."""

from __future__ import annotations

from playwright.sync_api import Page, expect

# Where the n-th place of some words is on the screen: the middle of their first and of their last character.
PLACE = """([words, nth]) => {
  const found = [];
  for (const root of [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)) {
    for (const piece of root.querySelectorAll(".piece")) {
      const nodes = [];
      const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
      const text = nodes.map((node) => node.data).join("");
      const at = (i) => { for (const node of nodes) { if (i <= node.length) return [node, i]; i -= node.length; } };
      for (let i = text.indexOf(words); i >= 0; i = text.indexOf(words, i + 1)) {
        const range = document.createRange();
        range.setStart(...at(i));
        range.setEnd(...at(i + words.length));
        const boxes = [...range.getClientRects()].filter((box) => box.width);
        const [first, last] = [boxes[0], boxes[boxes.length - 1]];
        found.push([[first.left, (first.top + first.bottom) / 2], [last.right, (last.top + last.bottom) / 2]]);
      }
    }
  }
  return found[nth];
}"""


def select(page: Page, words: str, nth: int = 0) -> None:
    """Select words with the mouse, from before the first to behind the last character."""
    start, end = page.evaluate(PLACE, [words, nth])
    page.mouse.move(start[0] + 1, start[1])
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, end[1], steps=3)
    page.mouse.move(end[0] - 1, end[1], steps=3)
    page.mouse.up()
    expect(page.locator(".window.chooser")).to_be_visible()


def tap(page: Page, words: str, nth: int = 0) -> None:
    start, _ = page.evaluate(PLACE, [words, nth])
    page.touchscreen.tap(start[0] + 5, start[1])


def marked(page: Page, name: str) -> str:
    """The words that carry a tag."""
    return "".join(page.locator(f".text mark[title='{name}']").all_inner_texts())
