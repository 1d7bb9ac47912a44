// The view of the explorer, for the widget in a notebook and for the exported page alike: it lays out
// the controls once, and puts in what the functions of `draw.js` make of what a store has.

const element = (kind, className, within, attributes = {}) => {
  const made = document.createElement(kind);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  within?.append(made);
  return made;
};
const drawing = (className, within) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", className);
  made.setAttribute("aria-hidden", "true");
  within.append(made);
  return made;
};
// Markup is put in only where it changed, and the focus stays on what has the same key.
const put = (place, markup) => {
  if (place.shownMarkup === markup) return;
  const focused = place.contains(document.activeElement) && document.activeElement.dataset.key;
  place.innerHTML = markup;
  place.shownMarkup = markup;
  if (focused) place.querySelector(`[data-key="${focused}"]`)?.focus();
};
const say = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

// One slider: a typed value, the strip with its moving point, the range, and the thresholds.
const control = (within, slider, i, move) => {
  const box = element("div", "slider", within);
  const head = element("div", "head", box);
  const name = element("label", "name", head);
  name.textContent = slider.name;
  const text = element("input", "typed", head, { type: "text", spellcheck: "false" });
  name.append(text);
  const decimal = element("span", "decimal", head);
  const problem = element("span", "problem", head, { role: "status" });
  const track = element("div", "track", box);
  const strip_ = drawing("strip", track);
  const lines = strip_.appendChild(document.createElementNS(strip_.namespaceURI, "g"));
  const point = strip_.appendChild(document.createElementNS(strip_.namespaceURI, "g"));
  const range = element("input", "range", track, { type: "range", min: 0, max: 1, step: "any" });
  range.setAttribute("aria-label", slider.name);
  const ticks = element("div", "ticks", track);
  const words = element("p", "holds", box, { "aria-live": "polite" });
  const made = { box, text, decimal, problem, strip: strip_, lines, point, range, ticks, words };
  const go = (place) => move(i, made.slider.keys[place]);
  range.addEventListener("input", () => go(nearest(made.slider.shares, Number(range.value))));
  const steps = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 10,
    PageDown: -10,
  };
  range.addEventListener("keydown", (event) => {
    const last = made.slider.keys.length - 1;
    const step = { ...steps, Home: -last, End: last }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(Math.min(last, Math.max(0, made.place + step)));
  });
  const enter = () => {
    if (text.value.trim() !== made.slider.keys[made.place]) move(i, text.value.trim());
  };
  text.addEventListener("change", enter);
  ticks.addEventListener("click", (event) => {
    const tick = event.target.closest("button");
    if (!tick) return;
    if (tick.dataset.at) move(i, tick.dataset.at);
    else go(nearest(made.slider.shares, Number(tick.dataset.share)));
  });
  const drag = (event) => {
    if (event.type === "pointerdown") {
      strip_.setPointerCapture(event.pointerId);
      range.focus({ preventScroll: true });
    } else if (!strip_.hasPointerCapture(event.pointerId)) return;
    event.preventDefault();
    const { left, width } = strip_.getBoundingClientRect();
    go(nearest(made.slider.shares, (event.clientX - left - PAD) / (width - 2 * PAD)));
  };
  strip_.addEventListener("pointerdown", drag);
  strip_.addEventListener("pointermove", drag);
  return made;
};

// The thresholds under a slider as buttons; those too close to the one before have no text.
const tickButtons = (marks, width) => {
  let free = -Infinity;
  return (marks?.ticks ?? []).map(({ share, key, label, words }) => {
    const x = PAD + share * (width - 2 * PAD);
    const bare = x - label.length * 3.5 < free;
    if (!bare) free = x + label.length * 3.5 + 4;
    const at = key === null ? "" : ` data-at="${plain(key)}"`;
    const text = bare ? "" : plain(label);
    return {
      x,
      markup: `<button type="button" data-key="tick-${share}" data-share="${share}"${at} title="${plain(words)}" aria-label="go to the threshold ${plain(label)}">${text}</button>`,
    };
  });
};

// A drawing as a file of its own: with the styles that the page gives it.
const standalone = (svg) => {
  const copy = svg.cloneNode(true);
  const names = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "paint-order",
  ];
  const pairs = [svg, ...svg.querySelectorAll("*")].map((one) => getComputedStyle(one));
  [copy, ...copy.querySelectorAll("*")].forEach((one, i) => {
    for (const name of names) one.setAttribute(name, pairs[i].getPropertyValue(name));
    if (one.tagName === "text") {
      one.setAttribute("font-family", "sans-serif");
      one.setAttribute("font-size", pairs[i].fontSize);
    }
    one.removeAttribute("class");
  });
  return new XMLSerializer().serializeToString(copy);
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without the permission to write to the clipboard can copy what is selected.
    const area = element("textarea", "", document.body);
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};

// What one of the buttons copies.
export const copied = (kind, state, row) => {
  if (kind === "LaTeX") return row.latex.join("\n");
  return [...state.code, `eq = eqs[${row.index}]`].join("\n");
};

export const view = (el, store) => {
  el.replaceChildren();
  el.classList.add("schelling-explorer");
  const top = element("div", "controls", el);
  const choice = element("label", "measure", top);
  choice.append("along the sliders: ");
  const select = element("select", "", choice);
  const sliders = element("div", "sliders", top);
  const chart = element("div", "chart", el);
  const map = drawing("map", chart);
  const areas = map.appendChild(document.createElementNS(map.namespaceURI, "g"));
  const here = map.appendChild(document.createElementNS(map.namespaceURI, "g"));
  const key = element("div", "key", chart);
  const progress = element("progress", "", el, { max: 1, "aria-label": "share of the work done" });
  const summary = element("p", "summary", el, { "aria-live": "polite" });
  const path = element("div", "path", el);
  const tools = element("div", "tools", el);
  const copies = ["Python", "LaTeX", "SVG"].map((kind) => {
    const button = element("button", "copy", tools, { type: "button" });
    button.textContent = `copy ${kind}`;
    return { kind, button };
  });
  const told = element("span", "told", tools, { role: "status" });
  const outcomes = element("div", "outcomes", el);
  const tree = store.tree() === null ? null : element("details", "tree", el);
  const notes = element("div", "notes", el);
  const tip = element("div", "tip", el, { role: "tooltip", id: "" });
  tip.hidden = true;
  map.removeAttribute("aria-hidden");
  map.setAttribute("tabindex", "0");
  map.setAttribute("role", "img");
  if (tree) {
    element("summary", "", tree).textContent = "the tree with its payoffs";
    element("div", "", tree);
    tree.addEventListener("toggle", () => store.wantTree(tree.open));
  }

  let wanted = null;
  let measure = null;
  const open = new Set();
  const texts = () => wanted ?? store.sliders().map((slider, i) => slider.keys[store.places()[i]]);
  const moveAll = (changes) => {
    wanted = texts().map((text, i) => changes[i] ?? text);
    store.ask(wanted);
    paint();
  };
  const move = (i, text) => moveAll({ [i]: text });
  const controls = store.sliders().map((slider, i) => control(sliders, slider, i, move));
  const keys = (at, free) => at.map((text, i) => (free.includes(i) ? ANY : text)).join(SEPARATOR);
  const row = () => store.state().rows?.find((one) => one.index === store.chosen());

  // The keys and places of what is asked for; a value that is no position yet stays where it was.
  const present = () =>
    store.sliders().map((slider, i) => {
      const asked = slider.keys.indexOf(texts()[i]);
      return asked >= 0 ? asked : store.places()[i];
    });

  function paintControls() {
    const measures = store.measures();
    put(select, measures.map((name) => `<option>${plain(name)}</option>`).join(""));
    if (!measures.includes(measure)) measure = measures[0] ?? null;
    if (measure !== null && select.value !== measure) select.value = measure;
    choice.hidden = measures.length === 0;
    const which = measures.indexOf(measure);
    const chosen = row();
    const places = present();
    const at = store.sliders().map((slider, i) => slider.keys[places[i]]);
    store.sliders().forEach((slider, i) => {
      const c = controls[i];
      [c.slider, c.place] = [slider, places[i]];
      const [text, ...decimal] = slider.labels[places[i]].split(/ (?=[=\u2248])/);
      if (document.activeElement !== c.text) c.text.value = slider.keys[places[i]];
      say(c.decimal, decimal.join(" "));
      const problem = store.problems()[slider.name] ?? "";
      say(c.problem, problem);
      c.text.setAttribute("aria-invalid", String(problem !== ""));
      const share = slider.shares[places[i]];
      if (Number(c.range.value) !== share) c.range.value = share;
      c.range.setAttribute("aria-valuetext", `${text} ${decimal.join(" ")}`);
      const width = c.box.clientWidth;
      if (width === 0) return;
      const marks = store.line(keys(at, [i]));
      const line = slider.keys.map((text_, k) => ({
        share: slider.shares[k],
        points: store.points(at.map((other, j) => (j === i ? text_ : other)).join(SEPARATOR)),
      }));
      c.strip.setAttribute("viewBox", `0 0 ${width} ${HIGH}`);
      const drawn = { line: line.filter(({ points }) => points), which, width, marks };
      put(c.lines, strip({ ...drawn, chosen: chosen?.key }));
      const value = chosen?.values[which];
      put(c.point, cursor({ ...drawn, share, value: wanted ? undefined : value }));
      const buttons = tickButtons(marks, width);
      put(c.ticks, buttons.map(({ markup }) => markup).join(""));
      [...c.ticks.children].forEach((button, k) => {
        button.style.left = `${buttons[k].x}px`;
      });
      c.words.hidden = !slider.continuous;
      c.ticks.hidden = !slider.continuous;
      say(c.words, holds(marks, share, slider.name));
    });
  }

  const SIDE = 240;
  const pair = () =>
    store
      .sliders()
      .map((slider, i) => (slider.continuous ? i : -1))
      .filter((i) => i >= 0)
      .slice(0, 2);
  function paintMap() {
    const found = store.map();
    const free = pair();
    const places = present();
    const at = store.sliders().map((slider, i) => slider.keys[places[i]]);
    const fits = free.length === 2 && found.cells?.length > 0 && found.at === keys(at, free);
    chart.hidden = free.length < 2 || !found.cells?.length;
    if (chart.hidden) return;
    const [x, y] = free.map((i) => store.sliders()[i]);
    map.setAttribute("viewBox", `-34 -8 ${SIDE + 44} ${SIDE + 42}`);
    const ends = [x.keys[0], x.keys.at(-1), y.keys[0], y.keys.at(-1)].map((text) =>
      plain(short(text)),
    );
    put(
      areas,
      `${fits ? phases(found, SIDE) : ""}<rect class="frame" width="${SIDE}" height="${SIDE}"/>` +
        `<text x="0" y="${SIDE + 14}">${ends[0]}</text><text x="${SIDE}" y="${SIDE + 14}" text-anchor="end">${ends[1]}</text>` +
        `<text x="${SIDE / 2}" y="${SIDE + 28}" text-anchor="middle">${plain(x.name)}</text>` +
        `<text x="-6" y="${SIDE}" text-anchor="end">${ends[2]}</text><text x="-6" y="10" text-anchor="end">${ends[3]}</text>` +
        `<text transform="translate(-22 ${SIDE / 2}) rotate(-90)" text-anchor="middle">${plain(y.name)}</text>`,
    );
    const [u, v] = [x.shares[places[free[0]]], y.shares[places[free[1]]]];
    put(here, `<circle class="dot" cx="${fixed(u * SIDE)}" cy="${fixed((1 - v) * SIDE)}" r="7"/>`);
    const label = `phases: ${x.name} ${at[free[0]]}, ${y.name} ${at[free[1]]}; the arrow keys move`;
    map.setAttribute("aria-label", label);
    const others =
      store.sliders().length > 2
        ? "<p class='note'>The map is for other values of the other sliders.</p>"
        : "";
    put(key, fits ? legend(found) : others);
  }
  const pull = (event) => {
    if (event.type === "pointerdown") {
      map.setPointerCapture(event.pointerId);
      map.focus({ preventScroll: true });
    } else if (!map.hasPointerCapture(event.pointerId)) return;
    event.preventDefault();
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      map.getScreenCTM().inverse(),
    );
    const [i, j] = pair();
    const [first, second] = [store.sliders()[i], store.sliders()[j]];
    moveAll({
      [i]: first.keys[nearest(first.shares, x / SIDE)],
      [j]: second.keys[nearest(second.shares, 1 - y / SIDE)],
    });
  };
  map.addEventListener("pointerdown", pull);
  map.addEventListener("pointermove", pull);
  map.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [1, 1], ArrowDown: [1, -1] }[
      event.key
    ];
    if (!step) return;
    event.preventDefault();
    const i = pair()[step[0]];
    const place = present()[i] + step[1];
    if (store.sliders()[i].keys[place] !== undefined) move(i, store.sliders()[i].keys[place]);
  });

  function paintOutcomes() {
    const state = store.state();
    const chosen = row();
    put(outcomes, table(state, store.chosen(), open));
    const width = Math.min(680, el.clientWidth - 16);
    say(summary, state.summary ?? "");
    const head = chosen ? `<p><b>${chosen.index + 1}</b> <b>${plain(chosen.head)}</b></p>` : "";
    put(path, chosen && width > 0 ? head + flow(state, chosen, width) : "");
    tools.hidden = !chosen;
    if (tree) {
      tree.hidden = !chosen;
      put(tree.lastChild, store.tree());
    }
  }
  function paint() {
    if (!store.waiting()) wanted = null;
    el.classList.toggle("waiting", store.waiting());
    paintControls();
    paintMap();
    if (!store.waiting()) paintOutcomes();
    const share = store.progress();
    progress.classList.toggle("idle", share < 0 && !store.waiting());
    if (share >= 0) progress.value = share;
    else progress.removeAttribute("value");
    put(
      notes,
      store
        .notes()
        .map((note) => `<p class="note">${plain(note)}</p>`)
        .join(""),
    );
  }

  select.addEventListener("change", () => {
    measure = select.value;
    paint();
  });
  outcomes.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-why]");
    if (mark) return showTip(mark);
    if (event.target.closest("details")) return undefined;
    const line = event.target.closest("[data-outcome]");
    if (line) store.choose(Number(line.dataset.outcome));
    return undefined;
  });
  outcomes.addEventListener(
    "toggle",
    (event) =>
      event.target.open
        ? open.add(event.target.dataset.open)
        : open.delete(event.target.dataset.open),
    true,
  );
  function showTip(mark) {
    tip.textContent = mark.dataset.why;
    tip.hidden = false;
    const [box, around] = [mark.getBoundingClientRect(), el.getBoundingClientRect()];
    const left = box.left - around.left - tip.offsetWidth + 24;
    tip.style.left = `${Math.max(4, Math.min(left, around.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${box.bottom - around.top + 4}px`;
  }
  const hint = (event) => {
    const mark = event.target.closest?.("[data-why]");
    if (mark) showTip(mark);
    else tip.hidden = true;
  };
  outcomes.addEventListener("pointerover", hint);
  outcomes.addEventListener("pointerleave", () => (tip.hidden = true));
  outcomes.addEventListener("focusin", hint);
  outcomes.addEventListener("focusout", () => (tip.hidden = true));
  for (const { kind, button } of copies) {
    button.addEventListener("click", async () => {
      const text =
        kind === "SVG" ? standalone(path.querySelector("svg")) : copied(kind, store.state(), row());
      say(told, (await copyText(text)) ? `${kind} copied` : "the browser does not allow copying");
    });
  }
  // The notebook would otherwise take keys for its own commands; Escape closes the hint.
  el.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") tip.hidden = true;
    if (event.key === "Enter" && event.target.matches(".typed"))
      event.target.dispatchEvent(new Event("change"));
  });
  const sizes = new ResizeObserver(() => paint());
  sizes.observe(el);
  store.start(paint);
  paint();
  return () => {
    sizes.disconnect();
    store.end();
  };
};

// The program of an exported page: it unpacks the data and takes the place of the still.
export const start = async () => {
  const text = atob(document.getElementById("document").textContent);
  const data = new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
  const unpacked = data.stream().pipeThrough(new DecompressionStream("gzip"));
  view(document.getElementById("explorer"), saved(await new Response(unpacked).json()));
};

const render = ({ model, el }) => view(el, live(model));
export default { render };
