// What the server does now, and what operators set while it runs.

import * as api from "./api.js";
import { chart } from "./charts.js";
import { field } from "./dialogs.js";
import { every, failed, h, toast } from "./dom.js";
import { bytes, number, short } from "./format.js";
import { jobsPanel } from "./jobs.js";

const POLL_MILLIS = 1000;
const PREFIX = "durable_streams_";
const RATES = ["appends_total", "append_messages_total", "append_bytes_total", "live_deliveries_total", "live_laggards_total"];
const LEVELS = ["off", "error", "warn", "info", "debug", "trace"];

const tile = (name, value, note) =>
  h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, h("span", { class: "num" }, value), note ? h("small", {}, note) : null));

// The feature level of the commit log, and the one that this node reads where that is another.
const levels = (node) => (node.level === node.readableLevel ? `level ${node.level}` : `level ${node.level} of ${node.readableLevel}`);

// What this node does, which node leads, and how far the commit log is applied here.
const clusterTile = (node) =>
  tile(`Node ${node.node}`, node.role,
    node.problem || `leader: ${node.leader || "none"}, position ${number(node.position)}, ${levels(node)}`);

function tiles(status) {
  return [
    tile("Streams", number(status.streams), `${number(status.forks)} forks`),
    tile("Producers", number(status.producers)),
    tile("Hot log", bytes(status.hotBytes), `${number(status.hotRows)} rows`),
    tile("Store", bytes(status.storeBytes)),
    tile("Pending upload", bytes(status.pendingBytes), `${number(status.pendingSegments)} segments`),
    tile("Archive", number(status.objects), "objects"),
    ...(status.cluster ? [clusterTile(status.cluster)] : []),
  ];
}

function background(status) {
  const job = (name, left, idle, problem) => h("li", { class: problem ? "bad" : left > 0 ? "busy" : "" },
    h("i", { class: "dot", "aria-hidden": "true" }), h("span", {}, name),
    h("span", { class: "muted" }, problem || (left > 0 ? `${number(left)} left` : idle)));
  return h("ul", { class: "jobs" },
    job("Offload of sealed segments", status.pendingSegments, "up to date", status.archiveProblem),
    job("Removal of garbage objects", status.garbageObjects, "nothing to remove", ""),
    job("Commit queue", status.queuedOperations, "empty", status.storeProblem),
    job("Subscriptions with work", status.subscriptions.waking + status.subscriptions.leased, "idle",
      status.subscriptions.failing > 0 ? `${number(status.subscriptions.failing)} failing` : ""));
}

function memory(shares) {
  return h("ul", { class: "shares" }, Object.entries(shares).map(([name, share]) => {
    const label = name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
    const used = share.limit > 0 ? Math.min(100, (share.used / share.limit) * 100) : 0;
    return h("li", {}, h("span", {}, label), h("span", { class: "muted num" }, `${bytes(share.used)} of ${bytes(share.limit)}`),
      h("span", { class: "meter", role: "img", "aria-label": `${label}: ${used.toFixed(0)} % used` }, h("span", { "width%": used })),
      share.refused > 0 ? h("span", { class: "badge bad" }, `${number(share.refused)} refused`) : null);
  }));
}

export function overviewView(main) {
  const charts = {
    appends: chart("Appends per second", short),
    bytes: chart("Bytes per second", bytes),
    readers: chart("Live readers", number),
    deliveries: chart("Deliveries per second", short),
    lag: chart("Readers falling behind per second", short),
    queue: chart("Commit queue", number),
  };
  const numbers = h("dl", { class: "tiles" });
  const work = h("div");
  const shares = h("div");
  const jobs = jobsPanel();
  const level = h("select", {}, LEVELS.map((name) => h("option", { value: name }, name)));
  level.addEventListener("change", () => api.setLogLevel(level.value).then(() => toast(`Log level: ${level.value}`, "good")).catch(failed));
  const reload = h("button", { type: "button", onclick: () => api.reload().then((result) =>
    toast(result.changed.length > 0 ? `Changed: ${result.changed.join(", ")}` : "Nothing has changed", "good")).catch(failed) }, "Reload settings");
  let before = null;

  async function update() {
    const [status, sums] = await Promise.all([api.status(), api.metrics(RATES.map((name) => PREFIX + name)), jobs.refresh()]);
    const now = performance.now();
    numbers.replaceChildren(...tiles(status));
    work.replaceChildren(background(status));
    shares.replaceChildren(memory(status.memory));
    charts.readers.add(status.liveReaders);
    charts.queue.add(status.queuedOperations);
    if (before !== null) {
      const rate = (name) => Math.max(0, ((sums[PREFIX + name] - before.sums[PREFIX + name]) * 1000) / (now - before.now));
      charts.appends.add(rate("appends_total"));
      charts.bytes.add(rate("append_bytes_total"));
      charts.deliveries.add(rate("live_deliveries_total"));
      charts.lag.add(rate("live_laggards_total"));
    }
    before = { now, sums };
  }

  main.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, "Overview"),
      h("div", { class: "tools" }, h("div", { class: "inline" }, field("Log level", level)), reload)),
    numbers,
    h("div", { class: "charts" }, Object.values(charts).map((one) => one.element)),
    h("div", { class: "pair" },
      h("section", { class: "card" }, h("h2", {}, "Jobs"), jobs.element),
      h("section", { class: "card" }, h("h2", {}, "Background work"), work),
      h("section", { class: "card" }, h("h2", {}, "Memory budget"), shares)));
  api.logLevel().then((found) => (level.value = found.level)).catch(failed);
  update().catch(failed);
  every(POLL_MILLIS, numbers, update);
  return { title: "Overview", keys: {} };
}
