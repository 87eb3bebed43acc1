// Drawing: nodes, a face for each stance inside its ring, and what is written on a card. Texts are set as text only.
const FACES = {
  champions: { mouth: "M17 28.5 Q26 41 35 28.5 Z", filled: true },
  supports: { mouth: "M18 29.5 Q26 37 34 29.5" },
  neutral: { mouth: "M19 31.5 H33" },
  doubts: { mouth: "M19 33 Q22.5 29.5 26 32 T33 31", brows: "M29 17.5 L35 15.5" },
  opposes: { mouth: "M18.5 35 Q26 28 33.5 35", brows: "M16.5 16.5 L22.5 19 M35.5 16.5 L29.5 19" },
};
const RING = 23;
const FACE = 16.5;

function face(stance) {
  const group = draw("g", { class: `face ${stance}` });
  if (stance === "faceless") return group;
  group.append(draw("circle", { cx: 26, cy: 26, r: FACE, class: "skin" }));
  const looks = FACES[stance];
  if (!looks) {
    for (let across = -18; across <= 18; across += 6) {
      const half = Math.sqrt(Math.max(0, (FACE - 1.5) ** 2 - across ** 2 / 2)) * Math.SQRT1_2;
      const [x, y] = [26 + across / 2, 26 + across / 2];
      if (half > 1) group.append(draw("path", { d: `M${x - half} ${y + half} L${x + half} ${y - half}`, class: "hatch" }));
    }
    const mark = draw("text", { x: 26, y: 33, class: "doubt", "text-anchor": "middle" });
    mark.textContent = "?";
    group.append(mark);
    return group;
  }
  group.append(
    draw("circle", { cx: 20, cy: 23, r: 2, class: "eye" }),
    draw("circle", { cx: 32, cy: 23, r: 2, class: "eye" }),
    draw("path", { d: looks.mouth, class: looks.filled ? "mouth filled" : "mouth" }),
  );
  if (looks.brows) group.append(draw("path", { d: looks.brows, class: "mouth" }));
  return group;
}

function portrait() {
  const svg = draw("svg", { viewBox: "0 0 52 52", class: "portrait", "aria-hidden": "true" });
  const ring = { cx: 26, cy: 26, r: RING, transform: "rotate(-90 26 26)" };
  svg.append(draw("circle", { ...ring, class: "track" }), draw("circle", { ...ring, class: "total" }), face("unknown"));
  return svg;
}

function look(svg, seat) {
  const around = 2 * Math.PI * RING;
  set(svg.querySelector(".total"), { "stroke-dasharray": `${around * Math.min(Math.max(seat.total, 0), 1)} ${around}` });
  const before = svg.querySelector(".face");
  if (!before.classList.contains(seat.stance)) before.replaceWith(face(seat.stance));
}

// The node of one seat: its card, the handle that draws an arrow, and the arrows into it (those it listens to).
function seatNode(id) {
  const seat = make("div", "seat");
  const card = make("div", "card");
  card.tabIndex = 0;
  card.setAttribute("role", "button");
  card.dataset.seat = id;
  const who = make("div", "who");
  const stands = make("div", "stands");
  stands.append(make("span", "stance"), make("span", "say"));
  who.append(make("div", "position"), make("div", "person"), stands);
  const side = make("div", "side");
  side.append(portrait(), make("div", "percent"));
  card.append(side, who, make("div", "flags"));
  const handle = make("button", "handle");
  handle.type = "button";
  handle.dataset.handle = id;
  const sign = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  sign.append(draw("path", { d: "M3 8 H12 M8.5 4 L12.5 8 L8.5 12" }));
  handle.append(sign, make("span", "asks"));
  seat.append(card, handle, make("div", "hears"));
  return seat;
}

function fillSeat(node, seat, words, hears, readonly) {
  const part = (name) => node.querySelector(`.${name}`);
  const card = part("card");
  look(part("portrait"), seat);
  write(part("position"), seat.label);
  write(part("person"), seat.person ?? words.unknown);
  write(part("stance"), seat.stance_label);
  write(part("say"), seat.say);
  write(part("percent"), seat.percent);
  card.classList.toggle("stranger", seat.person === null);
  card.classList.toggle("powerless", seat.total <= 0);
  part("stance").className = `stance ${seat.stance}`;
  const flags = part("flags");
  if ([...flags.children].map((flag) => flag.textContent).join("\n") !== seat.flags.join("\n")) {
    flags.replaceChildren(...seat.flags.map((flag) => make("span", "flag", flag)));
  }
  const said = [
    seat.label,
    seat.person ?? words.unknown,
    seat.stance_label,
    say(words.influence, { percent: seat.percent }),
    seat.say,
    ...seat.flags,
  ].filter(Boolean);
  const heard = hears.length ? words.stop + say(words.hears_all, { list: hears.join(words.comma) }) : "";
  set(card, { "aria-label": said.join(words.comma) + heard });
  const handle = part("handle");
  handle.hidden = readonly;
  write(part("asks"), words.asks);
  set(handle, { "aria-label": say(words.heard_by, { heard: seat.label }), title: say(words.drag, { heard: seat.label }) });
}

function arrowNode(id) {
  const pill = make("button", "pill");
  pill.type = "button";
  pill.dataset.arrow = id;
  pill.append(make("span", "short"), make("span", "long"));
  const path = draw("g", { class: "arrow" });
  path.dataset.arrow = id;
  path.append(draw("path", { class: "reach" }), draw("path", { class: "line" }), draw("path", { class: "head" }));
  return { pill, path };
}

function fillArrow(node, arrow, names, words) {
  const slots = { listener: names.get(arrow.to), heard: names.get(arrow.from), word: arrow.word };
  write(node.pill.querySelector(".short"), arrow.word);
  node.pill.classList.toggle("close", arrow.points >= 50);
  write(node.pill.querySelector(".long"), say(words.hears, slots));
  set(node.pill, { "aria-label": say(words.listening, slots), title: say(words.listening, slots) });
}
