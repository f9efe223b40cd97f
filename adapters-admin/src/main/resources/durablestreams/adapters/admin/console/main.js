// Routes, keys, colors and the login of the console.

import * as api from "./api.js";
import { logIn, shortcuts } from "./dialogs.js";
import { every, h } from "./dom.js";
import { messagesPanel } from "./messages.js";
import { overviewView } from "./overview.js";
import { streamView } from "./stream.js";
import { link, streamsView } from "./streams.js";

const main = document.querySelector("#main");
const health = document.querySelector("#health");
let view = { keys: {} };

/** Events of the registry as a feed. */
function registryView() {
  const render = (message) => {
    let event;
    try {
      event = JSON.parse(message.text);
    } catch {
      return null;
    }
    const name = event.key ?? event.value?.path;
    if (typeof name !== "string") return null;
    const operation = event.headers?.operation ?? "event";
    const gone = operation === "delete";
    return h("p", { class: "event" },
      h("span", { class: `badge ${gone ? "bad" : "good"}` }, operation),
      gone ? h("span", {}, name) : h("a", { href: link(name) }, name),
      h("span", { class: "muted" }, event.value?.contentType ?? event.type ?? ""));
  };
  const panel = messagesPanel("__registry__", {
    json: () => true,
    onFork: null,
    render,
  });
  main.replaceChildren(h("div", { class: "head" }, h("h1", {}, "Registry"),
    h("p", { class: "muted" }, "Streams as they are created and deleted")), panel.element);
  panel.start(true);
  return { title: "Registry", keys: panel.keys };
}

function route() {
  const hash = location.hash.slice(1) || "/streams";
  const [path, query] = hash.split("?");
  const section = path.split("/")[1];
  const name = path.slice("/stream/".length);
  document.querySelectorAll("[data-section]").forEach((item) => {
    const here = item.dataset.section === section || (section === "stream" && item.dataset.section === "streams");
    if (here) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  });
  if (section === "stream" && name) view = streamView(main, decodeURIComponent(name));
  else if (section === "overview") view = overviewView(main);
  else if (section === "registry") view = registryView();
  else view = streamsView(main, new URLSearchParams(query));
  document.title = `${view.title} · Durable Streams`;
}

const GLOBAL = {
  "?": shortcuts,
  s: () => (location.hash = "#/streams"),
  o: () => (location.hash = "#/overview"),
  r: () => (location.hash = "#/registry"),
  "/": () => {
    location.hash = "#/streams";
    setTimeout(() => document.querySelector("#find")?.focus(), 50);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = view.keys[event.key] ?? GLOBAL[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

const theme = document.querySelector("#theme");
const paint = (name) => (name ? (document.documentElement.dataset.theme = name) : delete document.documentElement.dataset.theme);
paint(localStorage.getItem("theme"));
theme.addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const chosen = dark ? "light" : "dark";
  localStorage.setItem("theme", chosen);
  paint(chosen);
});
document.querySelector("#help").addEventListener("click", shortcuts);

async function checkHealth() {
  try {
    const state = await api.readiness();
    health.className = `health ${state.ready ? "good" : "bad"}`;
    health.textContent = state.ready ? "Ready" : state.reason;
  } catch {
    health.className = "health bad";
    health.textContent = "Unreachable";
  }
}

api.whenUnauthenticated(() => logIn(route));
addEventListener("hashchange", route);
route();
checkHealth();
every(5000, health, checkHealth);
