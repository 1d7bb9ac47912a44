// The stores of the explorer: what there is to show, and how to ask for another position. `live`
// asks the kernel through the widget's model, `saved` looks everything up in an exported page.

// Milliseconds after which an answer is given up and a new position sent all the same, in case the
// kernel was restarted. A smaller value would send moves while a slow game is still being solved.
const PATIENCE = 10000;
// What stands between the keys of several sliders, and for the key of one along which a line runs.
const SEPARATOR = "\u001f";
const ANY = "*";

// The store of a widget. While an answer is pending, further moves are not sent, so that games do
// not queue up in the kernel; the latest position follows when the answer arrives.
export const live = (model) => {
  let serial = 0;
  let asked = 0;
  let waiting = null;
  let pending = null;
  const listeners = [];
  const tell = () => listeners.forEach((listener) => listener());
  // A saved notebook shows the widget where no kernel listens, and nothing can be sent.
  const save = () => {
    try {
      model.save_changes();
    } catch {
      [waiting, pending] = [null, null];
    }
  };
  const send = (texts) => {
    serial = Math.max(serial, model.get("asked").serial ?? 0) + 1;
    [waiting, pending, asked] = [serial, null, Date.now()];
    model.set("asked", { texts, serial });
    save();
  };
  const answer = () => {
    if (waiting !== null && (model.get("shown").serial ?? 0) < waiting) return;
    waiting = null;
    if (pending) send(pending);
    tell();
  };
  const names = ["around", "progress", "chosen", "tree"];
  model.on("change:shown", answer);
  names.forEach((name) => model.on(`change:${name}`, tell));
  const shown = () => model.get("shown");
  const around = () => model.get("around");
  return {
    sliders: () => shown().sliders,
    places: () => shown().places,
    problems: () => shown().problems,
    measures: () => shown().measures,
    notes: () => [],
    state: () => shown().state,
    points: (key) => around().points?.[key],
    line: (key) => around().lines?.[key],
    map: () => around().map ?? {},
    progress: () => model.get("progress"),
    waiting: () => waiting !== null,
    ask(texts) {
      if (waiting !== null && Date.now() - asked < PATIENCE) pending = texts;
      else send(texts);
    },
    chosen: () => model.get("chosen"),
    choose(outcome) {
      model.set("chosen", outcome);
      save();
    },
    tree: () => model.get("tree"),
    wantTree(wanted) {
      model.set("wants_tree", wanted);
      save();
    },
    start(listener) {
      listeners.push(listener);
      model.set("seen", true);
      save();
    },
    end() {
      model.off("change:shown", answer);
      names.forEach((name) => model.off(`change:${name}`, tell));
    },
  };
};

// The store of an exported page, which has everything.
export const saved = (page) => {
  let places = page.places;
  let problems = {};
  let listener = () => {};
  const sizes = page.sliders.map((slider) => slider.keys.length);
  const index = (at) => at.reduce((sum, place, i) => sum * sizes[i] + place, 0);
  const stateAt = (at) => page.states[page.index[index(at)]];
  const survived = (row) => row.marks.filter((mark) => mark === true).length;
  const first = ({ rows = [] }) =>
    rows.reduce((best, row) => (best && survived(best) >= survived(row) ? best : row), null)
      ?.index ?? 0;
  let chosen = page.chosen;
  return {
    sliders: () => page.sliders,
    places: () => places,
    problems: () => problems,
    measures: () => page.measures,
    notes: () => page.notes,
    state: () => stateAt(places),
    points(key) {
      const keys = key.split(SEPARATOR);
      const at = keys.map((text, i) => page.sliders[i].keys.indexOf(text));
      return stateAt(at).rows?.map((row) => [row.key, ...row.values]);
    },
    line: (key) => page.lines[key],
    map: () => page.map,
    progress: () => -1,
    waiting: () => false,
    ask(texts) {
      const before = stateAt(places).rows?.find((row) => row.index === chosen)?.key;
      problems = {};
      places = texts.map((text, i) => {
        const { place, problem } = typed(page.sliders[i], text);
        if (problem) problems[page.sliders[i].name] = problem;
        return place ?? places[i];
      });
      const state = stateAt(places);
      chosen = state.rows?.find((row) => row.key === before)?.index ?? first(state);
      listener();
    },
    chosen: () => chosen,
    choose(outcome) {
      chosen = outcome;
      listener();
    },
    tree: () => null,
    wantTree() {},
    start(listener_) {
      listener = listener_;
    },
    end() {},
  };
};
