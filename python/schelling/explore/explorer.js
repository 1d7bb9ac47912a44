// The browser's half of the explorer: it sends the positions of the sliders and shows the markup
// that the kernel returns. While an answer is pending, further moves are not sent, so that games
// do not queue up in the kernel; the latest position follows when the answer arrives.

// Milliseconds after which an answer is given up and a new position sent all the same, in case the
// kernel was restarted. A smaller value would send moves while a slow game is still being solved.
const PATIENCE = 10000;

function render({ model, el }) {
  el.classList.add("schelling-explorer");
  const controls = document.createElement("div");
  controls.className = "schelling-controls";
  const table = document.createElement("div");
  table.className = "schelling-table";
  table.setAttribute("aria-live", "polite");
  const tree = document.createElement("div");
  tree.className = "schelling-tree";
  el.append(controls, table, tree);

  let asked = 0;
  let waiting = false;
  const inputs = model.get("sliders").map((slider, i) => {
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = slider.name;
    const input = document.createElement("input");
    input.type = "range";
    input.min = 0;
    input.max = slider.labels.length - 1;
    input.step = 1;
    input.setAttribute("aria-label", slider.name);
    const value = document.createElement("output");
    label.append(name, input, value);
    controls.append(label);
    const write = () => {
      const words = slider.labels[Number(input.value)];
      value.textContent = words;
      input.setAttribute("aria-valuetext", words);
    };
    input.addEventListener("input", () => {
      write();
      ask();
    });
    // The notebook would otherwise take the arrow keys for moving between cells.
    input.addEventListener("keydown", (event) => event.stopPropagation());
    return {
      input,
      put(place) {
        input.value = place;
        write();
      },
    };
  });

  const places = () => inputs.map(({ input }) => Number(input.value));
  const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

  function ask() {
    const now = Date.now();
    if (waiting && now - asked < PATIENCE) return;
    if (same(places(), model.get("answered"))) return;
    waiting = true;
    asked = now;
    el.classList.add("waiting");
    model.set("positions", places());
    model.save_changes();
  }
  function answer() {
    waiting = false;
    el.classList.remove("waiting");
    // The slider may have moved since the position was sent.
    if (held()) ask();
    else settle();
  }
  const held = () => inputs.some(({ input }) => input.matches(":active, :focus"));
  function settle() {
    if (!waiting) model.get("positions").forEach((place, i) => inputs[i].put(place));
  }
  function choose(event) {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    const row = event.target.closest("[data-outcome]");
    if (row === null) return;
    event.preventDefault();
    model.set("chosen", Number(row.dataset.outcome));
    model.save_changes();
  }
  const fill = () => {
    table.innerHTML = model.get("table");
  };
  const draw = () => {
    tree.innerHTML = model.get("tree");
  };

  table.addEventListener("click", choose);
  table.addEventListener("keydown", choose);
  model.on("change:table", fill);
  model.on("change:tree", draw);
  model.on("change:answered", answer);
  model.on("change:positions", settle);
  fill();
  draw();
  model.get("positions").forEach((place, i) => inputs[i].put(place));
  return () => {
    model.off("change:table", fill);
    model.off("change:tree", draw);
    model.off("change:answered", answer);
    model.off("change:positions", settle);
  };
}

export default { render };
