// Searching: which tags fit what was typed, and which may mean the same although they are written otherwise.
const MOST = 8;
const ALIKE = 4;
const LEAST = 0.3;

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

function pairs(text) {
  const signs = [...text].filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  const found = new Set(signs.slice(1).map((sign, i) => signs[i] + sign));
  return found.size ? found : new Set(signs);
}

function likeness(one, other) {
  if (!one || !other) return 0;
  if (one.includes(other) || other.includes(one)) return 1;
  const short = Math.min([...one].length, [...other].length) <= 2;
  const [a, b] = short ? [new Set(one), new Set(other)] : [pairs(one), pairs(other)];
  const shared = [...a].filter((part) => b.has(part)).length;
  return shared / (a.size + b.size - shared || 1);
}

function rank(tag, query) {
  const names = [tag.name, ...(tag.aliases ?? [])].map(fold);
  if (names.includes(query)) return 0;
  if (names[0].startsWith(query)) return 1;
  if (names[0].includes(query)) return 2;
  if (names.slice(1).some((name) => name.includes(query))) return 3;
  return fold(tag.definition ?? "").includes(query) ? 4 : null;
}

function byUse(a, b) {
  return b.count - a.count || a.name.localeCompare(b.name, "zh");
}

// {found, alike, isNew, rest}: tags that hold what was typed, those that only look like it, whether nobody has that name.
function search(tags, typed) {
  const query = fold(typed);
  if (!query) {
    const found = [...tags].sort(byUse);
    return { found: found.slice(0, MOST), alike: [], isNew: false, rest: Math.max(0, found.length - MOST) };
  }
  const ranked = tags.map((tag) => ({ tag, rank: rank(tag, query) }));
  const found = ranked.filter((one) => one.rank !== null).sort((a, b) => a.rank - b.rank || byUse(a.tag, b.tag));
  const alike = ranked
    .filter((one) => one.rank === null)
    .map(({ tag }) => ({ tag, near: Math.max(...[tag.name, ...(tag.aliases ?? [])].map((name) => likeness(fold(name), query))) }))
    .filter((one) => one.near >= LEAST)
    .sort((a, b) => b.near - a.near || byUse(a.tag, b.tag));
  return {
    found: found.slice(0, MOST).map((one) => one.tag),
    alike: alike.slice(0, ALIKE).map((one) => one.tag),
    isNew: !found.some((one) => one.rank === 0),
    rest: Math.max(0, found.length - MOST),
  };
}
