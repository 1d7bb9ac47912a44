// The pictures and tables of the explorer: pure functions from data to markup. The files
// `draw.js`, `store.js` and `explorer.js` are one module, in the widget and on an exported page.

// Half the width of a slider's thumb, as in the style sheet: strips line up with it.
const PAD = 8;
// The largest number of messages at which the unsent ones are drawn, too, and of phases in a legend.
const MESSAGES = 8;
const LEGEND = 8;

export const number = (text) => {
  const [top, bottom = "1", ...rest] = String(text).trim().replace("\u2212", "-").split("/");
  if (top.trim() === "" || bottom.trim() === "" || rest.length) return NaN;
  return Number(top) / Number(bottom);
};

export const short = (text) => {
  if (text === null) return "undefined";
  const exact = text.length <= 7;
  const said = exact ? text : String(Number(number(text).toPrecision(4)));
  return (exact || number(said) === number(text) ? "" : "\u2248") + said.replace("-", "\u2212");
};

const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const plain = (text) => String(text).replace(/[&<>"']/g, (letter) => escaped[letter]);
const fixed = (x) => String(Math.round(x * 10) / 10);
const cut = (text, most) =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

// The position nearest to a share of the slider.
export const nearest = (shares, share) =>
  shares.reduce(
    (best, x, i) => (Math.abs(x - share) < Math.abs(shares[best] - share) ? i : best),
    0,
  );

// The position that a typed text means on a page: exactly, or the nearest, or why there is none.
export const typed = (slider, text) => {
  const exact = slider.keys.indexOf(text.trim());
  if (exact >= 0) return { place: exact };
  const x = number(text);
  const xs = slider.keys.map(number);
  if (Number.isNaN(x) || xs.some(Number.isNaN)) return { problem: `${text} is not on this slider` };
  const place = nearest(xs, x);
  if (Math.abs(xs[place] - x) < 1e-12) return { place };
  if (x < Math.min(...xs) || x > Math.max(...xs)) {
    return { problem: `${text} is not between ${slider.keys[0]} and ${slider.keys.at(-1)}` };
  }
  return { place, problem: `shown at ${slider.keys[place]}, the nearest position on this page` };
};

// Allocations followed along a slider: one path for each key, broken where the key is missing.
export const series = (line, which) => {
  const paths = new Map();
  line.forEach(({ share, points }, step) => {
    const counts = {};
    for (const [key, ...values] of points ?? []) {
      counts[key] = (counts[key] ?? 0) + 1;
      if (values[which] === null || values[which] === undefined) continue;
      const name = `${key}#${counts[key]}`;
      if (!paths.has(name)) paths.set(name, { key, dots: [] });
      paths.get(name).dots.push({ step, share, y: number(values[which]) });
    }
  });
  return [...paths.values()];
};

// A scale from the values drawn to heights; the values are apart from the edges.
export const scale = (paths, top, bottom) => {
  const ys = paths.flatMap(({ dots }) => dots.map(({ y }) => y));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const y = (value) =>
    low === high ? (top + bottom) / 2 : bottom - ((value - low) / (high - low)) * (bottom - top);
  return { low, high, y, empty: ys.length === 0 };
};

const HIGH = 78;
const TOP = 22;

// The strip of a measure along a slider, with what holds between the thresholds above it.
export const strip = ({ line, which, width, chosen, marks }) => {
  const x = (share) => PAD + share * (width - 2 * PAD);
  const paths = series(line, which);
  const { low, high, y, empty } = scale(paths, TOP + 5, HIGH - 7);
  let out = "";
  for (const [a, b, label] of marks?.stretches ?? []) {
    const wide = x(b) - x(a);
    out += `<rect class="stretch" x="${fixed(x(a))}" y="0" width="${fixed(wide)}" height="${HIGH}"/>`;
    const fits = Math.floor((wide - 4) / 6.2);
    if (fits > 3) {
      const words = plain(cut(label, fits));
      out += `<text class="label" x="${fixed((x(a) + x(b)) / 2)}" y="12" text-anchor="middle">`;
      out += `${words}<title>${plain(label)}</title></text>`;
    }
  }
  for (const { share } of marks?.ticks ?? []) {
    out += `<line class="tick" x1="${fixed(x(share))}" x2="${fixed(x(share))}" y1="0" y2="${HIGH}"/>`;
  }
  // A path ends at a threshold, since an outcome with its name may be another one beyond.
  const part = (share) =>
    (marks?.ticks ?? []).reduce((sum, tick) => sum + Math.sign(share - tick.share), 0);
  const drawn = (chosen_) =>
    paths
      .filter(({ key }) => (key === chosen) === chosen_)
      .map(({ dots }) => {
        let path = "";
        let lone = "";
        dots.forEach(({ step, share, y: value }, i) => {
          const to = (other) =>
            other && Math.abs(other.step - step) === 1 && part(other.share) === part(share);
          const joined = to(dots[i - 1]);
          const next = to(dots[i + 1]);
          const at = `${fixed(x(share))} ${fixed(y(value))}`;
          if (joined || next) path += `${joined ? "L" : "M"}${at}`;
          else lone += `M${at}h0`;
        });
        const kind = chosen_ ? "series chosen" : "series";
        return `<path class="${kind}" d="${path}"/><path class="${kind} lone" d="${lone}"/>`;
      })
      .join("");
  out += drawn(false) + drawn(true);
  if (!empty && low !== high) {
    out += `<text class="end" x="${PAD}" y="${TOP + 8}">${plain(short(String(Number(high.toPrecision(4)))))}</text>`;
    out += `<text class="end" x="${PAD}" y="${HIGH - 2}">${plain(short(String(Number(low.toPrecision(4)))))}</text>`;
  }
  return out;
};

// The point that moves along a strip: a line at the position, and a dot at the chosen outcome.
export const cursor = ({ line, which, width, chosen, share, value }) => {
  const x = fixed(PAD + share * (width - 2 * PAD));
  let out = `<line class="cursor" x1="${x}" x2="${x}" y1="0" y2="${HIGH}"/>`;
  const paths = series(line, which);
  if (value !== null && value !== undefined && paths.length) {
    const y = scale(paths, TOP + 5, HIGH - 7).y(number(value));
    if (y >= 0 && y <= HIGH) {
      const left = share > 0.7;
      out += `<circle class="dot" cx="${x}" cy="${fixed(y)}" r="4.5"/>`;
      out += `<text class="value" x="${fixed(Number(x) + (left ? -8 : 8))}" y="${fixed(Math.max(y - 5, TOP + 6))}"`;
      out += ` text-anchor="${left ? "end" : "start"}">${plain(short(value))}</text>`;
    }
  }
  return out;
};

// What holds at a position, in words: at a threshold, or between two.
export const holds = (marks, share, at) => {
  if (!marks) return "";
  const tick = marks.ticks.find((one) => Math.abs(one.share - share) < 1e-6);
  if (tick) return `at the threshold ${tick.words}`;
  const here = marks.stretches.find(([a, b]) => a <= share && share <= b);
  if (!here) return marks.note;
  const edge = (x) => marks.ticks.find((one) => Math.abs(one.share - x) < 1e-4)?.label;
  const [low, high] = [edge(here[0]), edge(here[1])];
  const where =
    low && high
      ? `between ${low} and ${high}`
      : low
        ? `above ${low}`
        : high
          ? `below ${high}`
          : `all along ${at}`;
  return `${where}: ${here[2]}${marks.note ? ` (${marks.note})` : ""}`;
};

const letter = (k) => (k < 26 ? String.fromCharCode(65 + k) : "?");

// The map of phases in a square of a given size: cells, boundaries, and a letter in each phase.
export const phases = (map, size) => {
  const wide = size / map.cells[0].length;
  const tall = size / map.rows;
  const longest = {};
  let out = "";
  map.cells.forEach((row, j) => {
    for (let i = 0; i < row.length;) {
      let end = i;
      while (end < row.length && row[end] === row[i]) end += 1;
      const top = size - (j + 1) * tall;
      const hue = row[i] < LEGEND ? `phase-${row[i]}` : "phase-rest";
      out += `<rect class="${hue}" x="${fixed(i * wide)}" y="${fixed(top)}" width="${fixed((end - i) * wide)}" height="${fixed(tall)}"/>`;
      const run = longest[row[i]];
      // Of equally long runs the middle one: its letter is far from the boundaries.
      if (!run || end - i > run.length) longest[row[i]] = { length: end - i, at: [[i, end, j]] };
      else if (end - i === run.length) run.at.push([i, end, j]);
      i = end;
    }
  });
  for (const line of map.lines) {
    const at = line.map(([u, v]) => `${fixed(u * size)} ${fixed((1 - v) * size)}`);
    out += `<path class="boundary" d="M${at.join("L")}"/>`;
  }
  for (const [phase, { at }] of Object.entries(longest)) {
    if (Number(phase) >= LEGEND) continue;
    const [i, end, j] = at[Math.floor(at.length / 2)];
    out += `<text class="letter" x="${fixed(((i + end) / 2) * wide)}" y="${fixed(size - (j + 0.5) * tall + 4)}" text-anchor="middle">${letter(Number(phase))}</text>`;
  }
  return out;
};

export const legend = (map) => {
  const items = map.labels
    .slice(0, LEGEND)
    .map((label, k) => `<li><b class="swatch phase-${k}">${letter(k)}</b> ${plain(label)}</li>`);
  const more = map.labels.length - LEGEND;
  if (more > 0) items.push(`<li>and ${more} more phases, in grey</li>`);
  return `<ul>${items.join("")}</ul>${map.note ? `<p class="note">${plain(map.note)}</p>` : ""}`;
};

const said = (test) => test.replaceAll("_", " ");

// The outcomes at a position, one row for each allocation, with a mark for each refinement.
export const table = (state, chosen, open) => {
  if (state.error !== undefined) {
    return `<p class="error">No game here: ${plain(state.error)}</p>`;
  }
  const heads = state.tests
    .map((test) => `<th class="test" scope="col"><span>${plain(said(test))}</span></th>`)
    .join("");
  const rows = state.rows.map((row) => {
    const on = row.index === chosen;
    const marks = state.tests.map((test, k) => {
      const mark = row.marks[k];
      if (mark === true)
        return `<td class="yes" data-test="${plain(said(test))}" title="survives ${plain(said(test))}">●</td>`;
      const why =
        mark === null ? `${said(test)}: not decided in time` : `fails ${said(test)}: ${mark}`;
      return `<td class="${mark === null ? "open" : "no"}" data-test="${plain(said(test))}"><button type="button" data-key="why-${row.index}-${k}" data-why="${plain(why)}" aria-label="${plain(why)}" tabindex="${on ? 0 : -1}">${mark === null ? "?" : "×"}</button></td>`;
    });
    const members = row.members.map(([i, words]) => `<li value="${i + 1}">${plain(words)}</li>`);
    const rest = row.count - row.members.length;
    const folded =
      row.count === 1
        ? ""
        : `<details data-open="${plain(row.key)}"${open.has(row.key) ? " open" : ""}><summary>${row.count} outcomes that differ only in who says what</summary><ol>${members.join("")}</ol>${rest > 0 ? `<p class="note">and ${rest} more</p>` : ""}</details>`;
    return `<tr data-outcome="${row.index}"${on ? ' class="chosen"' : ""}><td class="which"><button type="button" data-key="row-${row.index}" aria-pressed="${on}" aria-label="draw outcome ${row.index + 1}">${row.index + 1}</button></td><td class="what"><b>${plain(row.head)}</b><p>${plain(row.words)}</p>${folded}</td><td class="pay" data-of="sender" title="${plain(row.payoffs[0])}">${short(row.payoffs[0])}</td><td class="pay" data-of="receiver" title="${plain(row.payoffs[1])}">${short(row.payoffs[1])}</td>${marks.join("")}</tr>`;
  });
  const notes = [...state.notes];
  if (state.more) {
    notes.unshift(
      `and ${state.more} more allocation${state.more > 1 ? "s" : ""}; those that survive the most tests are shown`,
    );
  }
  const body = rows.length
    ? `<table><thead><tr><th></th><th scope="col">outcome</th><th scope="col">sender</th><th scope="col">receiver</th>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`
    : "";
  return `${body}${notes.map((note) => `<p class="note">${plain(note)}</p>`).join("")}`;
};

// The path of an outcome: types on the left, their messages, and the replies on the right. Every
// ribbon is as wide as it is probable and has the colour of its type, so that what is believed
// after a message is the mixture of colours in it.
export const flow = (state, row, width) => {
  const { types, messages, actions } = state;
  const prior = state.prior.map(number);
  const send = row.send.map((line) => line.map(number));
  const reply = row.reply.map((line) => line.map(number));
  const total = row.sent.map(number);
  const all = messages.length <= MESSAGES;
  const shown = messages.map((_, m) => m).filter((m) => all || total[m] > 0);
  const share = row.done.map(number);
  const replies = actions
    .map((_, a) => a)
    .filter(
      (a) => share[a] > 0 || (actions.length <= MESSAGES && shown.some((m) => reply[m][a] > 0)),
    );
  const TALL = 130;
  const ROOM = 34;
  const stacked = (which, shares) => {
    let y = 0;
    const at = {};
    for (const k of which) {
      const high = Math.max(shares[k] * TALL, 3);
      const room = Math.max(high, ROOM - 8);
      at[k] = { y: y + (room - high) / 2, high, used: 0, out: 0 };
      y += room + 12;
    }
    return { at, high: y - 12 };
  };
  const columns = [
    stacked(
      types.map((_, t) => t),
      prior,
    ),
    stacked(shown, total),
    stacked(replies, share),
  ];
  const HEAD = 18;
  const high = HEAD + Math.max(...columns.map((column) => column.high)) + 14;
  for (const column of columns) {
    const down = HEAD + 6 + (high - HEAD - 14 - column.high) / 2;
    for (const node of Object.values(column.at)) node.y += down;
  }
  const BAR = 8;
  const side = Math.min(150, width * 0.27);
  const xs = [side, width * 0.5, width - side - BAR];
  const ribbon = (x1, y1, x2, y2, thick, kind) => {
    const middle = (x1 + x2) / 2;
    const [a, b, c, d] = [y1, y2, y2 + thick, y1 + thick].map(fixed);
    const [p, q, r] = [x1, middle, x2].map(fixed);
    return `<path class="ribbon ${kind}" d="M${p} ${a}C${q} ${a} ${q} ${b} ${r} ${b}V${c}C${q} ${c} ${q} ${d} ${p} ${d}Z"/>`;
  };
  const hue = (t) => `type-${t % 7}`;
  let under = "";
  let bars = "";
  const bar = (kind, x, y, high) => {
    bars += `<rect class="${kind}" x="${fixed(x)}" y="${fixed(y)}" width="${BAR}" height="${fixed(high)}"/>`;
  };
  // A share of a type that goes from a node of one column to a node of the next.
  const pour = (t, column, from, to, share) => {
    const thick = share * TALL;
    if (thick === 0) return;
    const [left, right] = [columns[column].at[from], columns[column + 1].at[to]];
    const [y1, y2] = [left.y + left.out, right.y + right.used];
    under += ribbon(xs[column] + BAR, y1, xs[column + 1], y2, thick, hue(t));
    bar(hue(t), xs[column + 1], y2, thick);
    left.out += thick;
    right.used += thick;
  };
  for (const m of shown) {
    types.forEach((_, t) => pour(t, 0, t, m, prior[t] * send[t][m]));
    for (const a of replies) {
      if (reply[m][a] === 0) continue;
      if (total[m] > 0) {
        types.forEach((_, t) => pour(t, 1, m, a, prior[t] * send[t][m] * reply[m][a]));
        continue;
      }
      const [y1, y2] = [columns[1].at[m], columns[2].at[a]].map(({ y, high }) => y + high / 2);
      const middle = fixed((xs[1] + xs[2]) / 2);
      under += `<path class="unsent" d="M${fixed(xs[1] + BAR)} ${fixed(y1)}C${middle} ${fixed(y1)} ${middle} ${fixed(y2)} ${fixed(xs[2])} ${fixed(y2)}"/>`;
    }
  }
  // A line of text and a smaller one below it, each cut to the room in pixels.
  const words = (x, y, anchor, first, second, room, kind = "") =>
    `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${plain(cut(first, Math.floor(room / 6.6)))}<title>${plain(first)}</title></text>` +
    `<text class="minor ${kind}" x="${fixed(x)}" y="${fixed(y + 13)}" text-anchor="${anchor}">${plain(cut(second, Math.floor(room / 5.6)))}<title>${plain(second)}</title></text>`;
  let texts = "";
  types.forEach((label, t) => {
    const { y, high: tall } = columns[0].at[t];
    bar(hue(t), xs[0], y, tall);
    texts += words(
      xs[0] - 6,
      y + tall / 2 - 2,
      "end",
      label,
      `${short(state.prior[t])}, gets ${short(row.gets[t])}`,
      side - 8,
    );
  });
  for (const m of shown) {
    const { y, high: tall } = columns[1].at[m];
    const sent = total[m] > 0;
    if (!sent) bar("empty", xs[1], y - 3, tall + 6);
    // Who sends it: the type's share after the message, which is the receiver's belief.
    const belief = types
      .map((label, t) => [label, row.beliefs[m]?.[t] ?? "0"])
      .filter(([, x]) => x !== "0")
      .map(([label, x]) => (x === "1" ? `only ${label}` : `${label} ${short(x)}`));
    const second = sent
      ? `${short(row.sent[m])}: ${belief.length <= 3 ? belief.join(", ") : `${belief.length} types`}`
      : "unsent";
    texts += words(
      xs[1] + BAR + 4,
      y + tall / 2 - 2,
      "start",
      messages[m],
      second,
      xs[2] - xs[1] - BAR - 8,
      "halo",
    );
  }
  for (const a of replies) {
    const { y, high: tall } = columns[2].at[a];
    if (share[a] === 0) bar("empty", xs[2], y - 3, tall + 6);
    const percent = share[a] > 0 ? short(row.done[a]) : "off the path";
    texts += words(xs[2] + BAR + 6, y + tall / 2 - 2, "start", actions[a], percent, side - 8);
  }
  const heads = [
    ["types", xs[0] + BAR, "end"],
    ["messages", xs[1], "start"],
    ["replies", xs[2], "start"],
  ]
    .map(
      ([label, x, anchor]) =>
        `<text class="minor" x="${fixed(x)}" y="11" text-anchor="${anchor}">${label}</text>`,
    )
    .join("");
  const hidden = messages.length - shown.length;
  const rest =
    hidden > 0
      ? `<text class="minor" x="${fixed(xs[1])}" y="${fixed(high - 2)}">${hidden} unsent</text>`
      : "";
  return `<svg class="flow" role="img" aria-label="${plain(row.words)}" viewBox="0 0 ${fixed(width)} ${fixed(high)}" width="${fixed(width)}" height="${fixed(high)}">${under}${bars}${heads}${texts}${rest}</svg>`;
};
