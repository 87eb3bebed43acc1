"""The little of the looks that the theme cannot say: badges, bars, phones, print. Never stored text."""

from __future__ import annotations

import re
import string

import streamlit as st

from persona_core.kit.figures import DARK, LIGHT, Theme

_SCREEN = """
[data-testid="stMainBlockContainer"] { padding: 3.2rem 3.5rem 3rem; max-width: 90rem; }
[data-testid="stSidebarNav"] { padding-bottom: 0; }
body, .stApp, [data-testid="stMarkdownContainer"], [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
html[lang="en"] .stApp :not([data-testid="stIconMaterial"], [data-testid="stExpanderIcon"], code, pre, svg *) {
  font-family: 'Source Sans', 'Segoe UI', system-ui, 'Noto Sans SC', 'PingFang SC', 'Noto Sans CJK SC', sans-serif;
}
[data-testid="stPageLink"] a, [data-testid="stPageLink"] a * { white-space: normal; overflow: visible; }
.st-key-head { border-bottom: 1px solid var(--line); padding-bottom: .6rem; }
.st-key-head h1, .st-key-head h2 { padding: 0; }
.st-key-answer [data-testid="stText"] { font-size: 1.1rem; line-height: 1.7; }
.st-key-question *, [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] *,
[data-testid="stPaginationEllipsis"] {
  color: var(--soft); opacity: 1;
}
[data-testid^="stBaseButton-primary"]:enabled, [data-testid^="stBaseButton-primary"]:enabled * {
  color: var(--on-primary);
}
.st-key-saved-bar {
  border: 1px solid var(--line); border-radius: 8px; padding: .15rem .8rem; background: var(--panel);
  position: sticky; top: 3.9rem; z-index: 98;
}
.st-key-facts td:last-child { color: var(--soft); }
@media (min-width: 641px) { .st-key-facts td:last-child, .st-key-facts td:last-child * { white-space: nowrap; } }
.st-key-browser { position: absolute; width: 1px; height: 1px; overflow: hidden; }
"""

_PHONE = """
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 4.2rem 1rem 3rem; }
  .stButton button, .stDownloadButton button, .stFormSubmitButton button, .stPageLink a,
  [data-testid="stSidebarNavLink"], .stTextInput input, .stSelectbox [data-baseweb="select"] > div,
  .stSegmentedControl button, .stButtonGroup button, .stTabs button { min-height: 44px; }
  .stToggle label, .stCheckbox label, .stRadio label { min-height: 44px; align-items: center; }
}
"""

_STORIES = """
.st-key-story-text [data-testid="stText"] { max-width: 38em; line-height: 1.9; overflow-wrap: anywhere; }
.st-key-stories-filters { row-gap: .5rem; }
[class*="st-key-story-item"] button, [class*="st-key-quote-"] button, [class*="st-key-theme-"] button {
  justify-content: flex-start; text-align: left; padding: .25rem .5rem; min-height: 2rem;
}
[class*="st-key-story-item"] button *, [class*="st-key-quote-"] button *, [class*="st-key-theme-"] button * {
  justify-content: flex-start; text-align: left;
}
[class*="st-key-story-item"] [data-testid="stCaptionContainer"] { padding: 0 .55rem; }
[class*="st-key-quote-"] button, [class*="st-key-theme-"] button { padding-left: 0; }
[class*="st-key-mark-"] > * { flex-shrink: 0; min-width: 0; }
[class*="st-key-mark-"] > :first-child { flex-shrink: 1; }
.st-key-tags-offered button *, [class*="st-key-mark-open"] button * { text-align: left; justify-content: flex-start; }
.st-key-tags-offered button { min-height: 2rem; padding: .1rem .6rem; }
@media (max-width: 640px) {
  .st-key-stories-filters > * { flex: 1 1 45%; min-width: 8rem; }
  [class*="st-key-story-fields"] > * { flex: 1 1 100%; width: 100% !important; }
  [class*="st-key-story-fields"] > * > * { width: 100% !important; }
  .st-key-reading-open .st-key-stories-filters, .st-key-reading-open .st-key-stories-list { display: none; }
  .st-key-reading .st-key-story, .st-key-reading .st-key-story-tags { display: none; }
}
@media (min-width: 641px) { .st-key-story-back { display: none; } }
"""

_CHAIN = """
.st-key-chances h3 { font-size: 1rem; padding: 0; }
.st-key-chain-side, .st-key-chain-summary { line-height: 1.6; }
.st-key-chain-side-open [data-testid="stWidgetLabel"] p { color: var(--soft); }
.st-key-chain-next button, .st-key-chain-unknown button { padding: .2rem 0; min-height: 2rem; text-align: left; }
.st-key-chain-next button *, .st-key-chain-unknown button * { justify-content: flex-start; text-align: left; }
[class*="st-key-health-"] [data-testid="stText"]::before { content: "●"; margin-right: .4em; }
.st-key-health-red [data-testid="stText"]::before { color: var(--stale); }
.st-key-health-amber [data-testid="stText"]::before { color: var(--ageing); }
.st-key-health-green [data-testid="stText"]::before { color: var(--fresh); }
@media (max-width: 640px) {
  .st-key-chain-side-open {
    position: fixed; left: 0; right: 0; bottom: 0; width: auto !important; max-height: 66vh; z-index: 99;
    overflow-y: auto; padding: 0 1rem 1.5rem; background: var(--paper); border-top: 2px solid var(--line);
  }
  .st-key-side-head { position: sticky; top: 0; z-index: 1; padding-top: .4rem; background: var(--paper); }
}
"""

_REVIEW = """
.st-key-review-grid {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: 1rem;
}
.st-key-review-grid > * { width: 100% !important; min-width: 0; }
[class*="st-key-review-card-"] :is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) {
  margin-bottom: 0;
}
[class*="st-key-review-card-"] :is(p, ul, ol, li) { margin: 0; }
[class*="st-key-review-card-"] ul { padding-left: 0; list-style: none; }
[class*="st-key-review-card-"] li { padding: .1rem 0; }
[class*="st-key-review-card-"] ol { padding-left: 1.3em; }
[class*="st-key-review-card-"] [data-testid="stCaptionContainer"] :is(p, li) { font-size: .95rem; }
[class*="st-key-review-name-"] a { padding-left: 0; background: none; }
[class*="st-key-review-name-"] a p { font-size: 1.3rem; font-weight: 600; }
[class*="st-key-review-name-"] a > span:has([data-testid="stIconMaterial"]) { display: none; }
[class*="st-key-review-chance-"] strong { font-size: 2.2rem; line-height: 1.1; }
[class*="st-key-review-step-"] { background: var(--panel); border-radius: 8px; padding: .5rem .75rem; }
[class*="st-key-review-step-"] p, [class*="st-key-review-card-"] ul:has(strong) li { font-size: 1.1rem; }
.range-bar { position: relative; height: 8px; border-radius: 4px; background: var(--panel); }
.range-bar i { position: absolute; top: 0; bottom: 0; border-radius: 4px; background: var(--range); }
.range-bar b { position: absolute; top: -3px; bottom: -3px; width: 4px; border-radius: 2px; background: var(--mark); }
"""

_CARD = """
[class*="st-key-counts-"] { row-gap: 0; }
[class*="st-key-counts-"] [data-testid="stCaptionContainer"] { padding-left: .5rem; }
.st-key-card-publish button:enabled, .st-key-card-publish button:enabled * { color: var(--on-primary); }
[class*="st-key-take-"] button { justify-content: flex-start; padding: .1rem 0; min-height: 1.8rem; }
[class*="st-key-take-"] button * { text-align: left; justify-content: flex-start; }
[class*="st-key-table-"] table { width: 100%; border-collapse: collapse; }
[class*="st-key-table-"] :is(th, td) {
  border: 0; border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0;
}
[class*="st-key-table-"] th { color: var(--soft); font-weight: 500; text-align: left; }
[class*="st-key-table-"] td { overflow-wrap: break-word; min-width: 3.5em; }
[class*="st-key-table-"] a { text-decoration: none; }
[class*="st-key-table-"] [data-testid="stMarkdownContainer"] { overflow-x: auto; }
@media (max-width: 640px) { [class*="st-key-table-"] table { min-width: 30rem; } }
.st-key-wall-keys { position: absolute; width: 1px; height: 1px; overflow: hidden; }
.st-key-block-story [data-testid="stMarkdownContainer"] p { max-width: 62em; line-height: 1.9; }
.st-key-block-story a { text-decoration: none; padding: 0 .1em; }
[class*="st-key-block-"] :is([data-testid="stText"], p) { overflow-wrap: anywhere; }
.st-key-wall-foot {
  border-top: 1px solid var(--line); padding: .4rem 0; background: var(--paper);
  position: sticky; bottom: 0; z-index: 9;
}
"""

_WALL = """
.st-key-ways { display: none; }
@media screen and (min-width: 641px) {
  html:has(.st-key-ways) { font-size: 24px; }
  html:has(.st-key-ways) :is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"]) { display: none; }
  html:has(.st-key-ways) [data-testid="stMainBlockContainer"] { max-width: none; padding: 1.4rem 2.2rem 1rem; }
  html:has(.st-key-ways) .st-key-head { padding-bottom: .2rem; }
  html:has(.st-key-ways) .st-key-head :is(p, label, button, a, [data-testid="stMarkdownContainer"]) {
    font-size: 14px;
  }
  html:has(.st-key-ways) .st-key-head :is(button, a) { min-height: 34px; padding: 0 8px; }
  html:has(.st-key-ways) .st-key-head [data-testid="stIconMaterial"] { font-size: 18px; }
  html:has(.st-key-ways) .st-key-head h2 { font-size: 18px; }
  html:has(.st-key-ways) .st-key-head [class*="st-key-step-"] p { font-size: 22px; }
  html:has(.st-key-ways) [data-testid="stElementContainer"]:has(> :is(.stSelectbox, .stTextInput)) {
    min-width: 9.5rem;
  }
  html:has(.st-key-ways) .st-key-question { display: none; }
  .st-key-ways { display: flex; }
  .st-key-ways a > span:has([data-testid="stIconMaterial"]) { display: none; }
  .st-key-card-wall { min-height: 68vh; }
  .st-key-card-wall h2 { font-size: 1.7rem; }
  .st-key-wall-summary [data-testid="stText"] { font-size: 1.45rem; line-height: 1.6; }
}
"""

_HURTING = """
[class*="st-key-worry-"] :is(a, button), [class*="st-key-gone-"] a {
  padding: .1rem 0; min-height: 1.6rem; background: none;
}
[class*="st-key-worry-"] button, [class*="st-key-worry-"] button * { text-align: left; justify-content: flex-start; }
[class*="st-key-gone-"] a > span:has([data-testid="stIconMaterial"]) { display: none; }
[class*="st-key-worry-"] a { align-items: flex-start; }
[class*="st-key-worry-"] a p { line-height: 1.5; }
[class*="st-key-due-head-"] a, [class*="st-key-due-ways-"] a { padding-left: 0; }
[class*="st-key-due-head-"] a > span:has([data-testid="stIconMaterial"]) { display: none; }
[class*="st-key-due-head-"] a p { font-weight: 600; }
[class*="st-key-due-now-"] * { color: var(--stale); }
[class*="st-key-due-soon-"] * { color: var(--ageing); }
[class*="st-key-worry-"] [data-testid="stIconMaterial"] { line-height: 1.5; color: var(--soft); }
"""

_PRINT = """
@media print {
  @page { size: A4; margin: 12mm; }
  [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"], [data-testid="stBottom"],
  .stButton, .stPopover, .stButtonGroup, .st-key-head .stCheckbox, .st-key-saved-bar, .st-key-chain-choice,
  .st-key-review-controls, .st-key-review-bare { display: none !important; }
  .stApp, [data-testid="stMain"], [data-testid="stAppViewContainer"], [data-testid="stMainBlockContainer"] {
    overflow: visible !important; position: static !important; display: block !important; height: auto !important;
  }
  [data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
  html:has(.st-key-review-grid) :is(body, .stApp, .stApp *:not(.range-bar, .range-bar *)) {
    background-color: transparent !important; color: #1B1F27 !important;
  }
  :root { --panel: #E3E6EC; --range: #A1B2EE; --mark: #3B5BDB; }
  .range-bar, .range-bar * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html:has(.st-key-review-grid) { font-size: 11.5px; }
  html:has(.st-key-review-grid) [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: .6rem; }
  .st-key-review-grid { display: block; columns: 2; column-gap: 4mm; }
  .st-key-review-grid > * { break-inside: avoid; margin-bottom: 4mm; }
  [class*="st-key-review-card-"] { gap: .35rem; padding: .6rem .8rem; border-color: #B9BEC8 !important; }
  [class*="st-key-review-step-"] { padding: .1rem 0; }
}
"""

_STEPS = "①②③④"


def _colours(look: Theme) -> str:
    steps = "".join(
        f"[class*='st-key-step-{n}'] p {{ color: {color}; font-size: 1.6rem; }}\n" for n, color in look.steps.items()
    )
    named = {
        **look.freshness,
        "line": look.line,
        "panel": look.panel,
        "paper": look.paper,
        "soft": look.soft,
        "on-primary": look.on(look.primary),
        "range": look.tint(look.primary, 0.45),
        "mark": look.primary,
    }
    return f":root {{ {' '.join(f'--{name}: {color};' for name, color in named.items())} }}\n{steps}"


_SHEETS = {
    look.name: _colours(look) + _SCREEN + _STORIES + _CHAIN + _REVIEW + _CARD + _HURTING + _WALL + _PHONE + _PRINT
    for look in (LIGHT, DARK)
}


def dress(look: Theme) -> None:
    """Give the whole screen its looks, once a run."""
    st.html(f"<style>{_SHEETS[look.name]}</style>")


def badge(step: int, key: str = "") -> None:
    """The number of a step in its colour; `key` where a page shows the same step twice."""
    with st.container(key=f"step-{step}-{key}" if key else f"step-{step}", width="content"):
        st.markdown(_STEPS[step - 1])


def range_bar(lo: float, value: float, hi: float) -> None:
    """A chance on a line from 0 to 1: where it may lie, and where it lies. Said in words beside it."""
    left, width, mark = (f"{100 * min(max(x, 0), 1):.1f}%" for x in (lo, hi - lo, value))
    st.html(
        f'<div class="range-bar" aria-hidden="true"><i style="left:{left};width:{width}"></i>'
        f'<b style="left:calc({mark} - 2px)"></b></div>'
    )


_ADDRESS = re.compile(r":(?=//)|\bwww(?=\.)|@", re.IGNORECASE)
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})


def plain(text: str) -> str:
    """Any text for a label, which reads Markdown: shown letter by letter. Running text goes through `st.text`.

    An invisible joiner keeps addresses from becoming links by themselves.
    """
    unlinked = _ADDRESS.sub(lambda found: f"{found[0]}\u2060", " ".join(text.split()))
    return unlinked.translate(_ESCAPES)
