// Cutting: the words in pieces that are drawn one by one. Offsets are code points, as the page counts them; a piece knows
// where it begins, so nothing ever counts through the whole text.
const LONG = 600;
const SHORTEST = 240;
const END = /[。！？!?…；;]+[”’」』）)"']*|\.(?=\s|$)/gu;
const PAUSE = /[，、,：:\s]/gu;
const PART_OF_CHARACTER = /^[\p{M}\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;

function pointsIn(text) {
  let n = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) i += 1;
    n += 1;
  }
  return n;
}

function cut(text) {
  const pieces = [];
  let start = 0;
  const add = (part, opens) => {
    const size = pointsIn(part);
    pieces.push({ start, end: start + size, text: part, plain: size === part.length, opens, words: null, drawn: null, node: null });
    start += size;
  };
  for (const line of text.split("\n")) {
    let from = 0;
    let opens = true;
    while (line.length - from > LONG) {
      const to = breakIn(line, from);
      add(line.slice(from, to), opens);
      opens = false;
      from = to;
    }
    add(line.slice(from), opens);
    start += 1;
  }
  return pieces;
}

// Where a long line is broken for drawing: behind the last sentence, else the last pause, never inside a character.
function breakIn(line, from) {
  const room = line.slice(from + SHORTEST, from + LONG);
  for (const sign of [END, PAUSE]) {
    let last = 0;
    for (const found of room.matchAll(sign)) last = found.index + found[0].length;
    if (last) return whole(line, from + SHORTEST + last, from);
  }
  return whole(line, from + LONG, from);
}

function whole(line, at, from) {
  let to = at;
  for (let back = 0; back < 64 && to > from + 1; back += 1) {
    const inside = line.charCodeAt(to) >= 0xdc00 && line.charCodeAt(to) < 0xe000;
    const joined = line[to - 1] === "\u200d" || PART_OF_CHARACTER.test(line.slice(to, to + 2));
    if (!inside && !joined) return to;
    to -= 1;
  }
  return line.charCodeAt(at) >= 0xdc00 && line.charCodeAt(at) < 0xe000 ? at - 1 : at;
}

// The place in a piece's string of a code point, both counted from its beginning.
function unitAt(piece, point) {
  if (piece.plain) return point;
  let units = 0;
  for (let n = 0; n < point && units < piece.text.length; n += 1) units += piece.text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

// The number of the piece that holds an offset; one at the end of a line belongs to that line.
function pieceAt(pieces, offset) {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function textOf(pieces, start, end) {
  let found = "";
  for (let i = pieceAt(pieces, start); i < pieces.length && pieces[i].start < end; i += 1) {
    const piece = pieces[i];
    if (piece.opens && piece.start > start) found += "\n";
    const from = unitAt(piece, Math.max(0, start - piece.start));
    found += piece.text.slice(from, unitAt(piece, Math.min(piece.end, end) - piece.start));
  }
  return found;
}

function totalOf(pieces) {
  return pieces.length ? pieces[pieces.length - 1].end : 0;
}

// A selection without the blanks around it; null when nothing is left.
function trimmed(pieces, start, end) {
  const text = textOf(pieces, start, end);
  const front = text.length - text.trimStart().length;
  const inner = text.trim();
  if (!inner) return null;
  const from = start + pointsIn(text.slice(0, front));
  return { start: from, end: from + pointsIn(inner) };
}

// Words of a piece as [start, end): what a double click would take, each emoji a word of its own.
function wordsOf(piece) {
  if (piece.words) return piece.words;
  piece.words = [];
  let at = piece.start;
  for (const { segment, isWordLike } of segments(piece.text)) {
    const size = pointsIn(segment);
    if (isWordLike || !/^[\s\p{P}\p{Z}\p{C}]*$/u.test(segment)) piece.words.push([at, at + size]);
    at += size;
  }
  return piece.words;
}

const CUTTER = typeof Intl !== "undefined" && Intl.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;

function segments(text) {
  if (CUTTER) return CUTTER.segment(text);
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+|[^]/gu)].map(([segment]) => ({ segment, isWordLike: /^[\p{L}\p{N}]/u.test(segment) }));
}

// The sentence that holds an offset, as [start, end).
function sentenceAt(pieces, offset) {
  const found = sentencesOf(pieces[pieceAt(pieces, offset)]);
  return found.find(([, end]) => offset < end) ?? found[found.length - 1] ?? null;
}

function sentencesOf(piece) {
  const found = [];
  let from = 0;
  let at = piece.start;
  const add = (to) => {
    const part = piece.text.slice(from, to);
    const size = pointsIn(part);
    const blank = pointsIn(part) - pointsIn(part.trimStart());
    const text = pointsIn(part.trim());
    if (text) found.push([at + blank, at + blank + text]);
    at += size;
    from = to;
  };
  for (const sign of piece.text.matchAll(END)) add(sign.index + sign[0].length);
  if (from < piece.text.length) add(piece.text.length);
  return found;
}

function wordAt(pieces, offset) {
  const piece = pieces[pieceAt(pieces, offset)];
  const words = wordsOf(piece);
  return words.find(([, end]) => offset < end) ?? words[words.length - 1] ?? null;
}

// The word or sentence after or before an offset, over blank lines; null at an end of the text.
function beside(pieces, offset, way, unitsOf) {
  for (let i = pieceAt(pieces, offset); i >= 0 && i < pieces.length; i += way) {
    const units = unitsOf(pieces[i]);
    const found = way > 0 ? units.find(([start]) => start >= offset) : units.findLast(([, end]) => end <= offset);
    if (found) return found;
  }
  return null;
}
