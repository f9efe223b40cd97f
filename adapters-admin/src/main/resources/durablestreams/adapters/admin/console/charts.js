// Small line charts of the last minutes.

import { h, svg } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 72;
const POINTS = 150;

export function chart(title, format) {
  const values = [];
  const line = svg("path", { class: "chart-line" });
  const area = svg("path", { class: "chart-area" });
  const now = h("span", { class: "chart-now num" }, "–");
  const peak = h("span", { class: "muted num" });
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": title },
    svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5, class: "chart-axis" }), area, line);
  const element = h("section", { class: "card chart" },
    h("div", { class: "chart-head" }, h("h2", {}, title), peak), now, picture);
  function draw() {
    const most = Math.max(1e-9, ...values);
    const step = WIDTH / (POINTS - 1);
    const begin = WIDTH - (values.length - 1) * step;
    const points = values.map((value, i) => `${(begin + i * step).toFixed(1)},${(HEIGHT - 3 - (value / most) * (HEIGHT - 10)).toFixed(1)}`);
    line.setAttribute("d", `M${points.join("L")}`);
    area.setAttribute("d", `M${begin.toFixed(1)},${HEIGHT}L${points.join("L")}L${WIDTH},${HEIGHT}Z`);
    now.textContent = format(values.at(-1));
    peak.textContent = `peak ${format(Math.max(...values))}`;
    picture.setAttribute("aria-label", `${title}: ${format(values.at(-1))}, peak ${format(Math.max(...values))}`);
  }
  return {
    element,
    add(value) {
      values.push(value);
      if (values.length > POINTS) values.shift();
      draw();
    },
  };
}
