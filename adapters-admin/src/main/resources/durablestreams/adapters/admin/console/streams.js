// List of streams: pages found by prefix and cursor, so a million streams cost as much as ten.

import * as api from "./api.js";
import { createStream } from "./dialogs.js";
import { failed, h } from "./dom.js";
import { ago, bytes, expiry, number, time } from "./format.js";

const PAGE = 50;

export const link = (name) => `#/stream/${name.split("/").map(encodeURIComponent).join("/")}`;

/** Marks that say what state a stream is in. */
export function badges(stream) {
  return [
    stream.softDeleted ? h("span", { class: "badge bad" }, "deleted") : null,
    stream.closed ? h("span", { class: "badge" }, "closed") : null,
    stream.forkedFrom ? h("span", { class: "badge info", title: `fork of ${stream.forkedFrom.name}` }, "fork") : null,
    stream.ttlSeconds !== undefined || stream.expiresAt !== undefined
      ? h("span", { class: "badge", title: `ends: ${expiry(stream)}` }, "expires")
      : null,
  ];
}

function row(stream) {
  return h("tr", {},
    h("td", { class: "name" }, h("a", { href: link(stream.name) }, stream.name), badges(stream)),
    h("td", { class: "muted type" }, stream.contentType),
    h("td", { class: "right num" }, number(stream.tailPosition),
      h("span", { class: "unit" }, stream.contentType.startsWith("application/json") ? " msg" : " B")),
    h("td", { class: "right num hide-s" }, number(stream.liveReaders)),
    h("td", { class: "right num hide-s" }, bytes(stream.hotBytes)),
    h("td", { class: "right num hide-s" }, stream.coldBytes > 0 ? bytes(stream.coldBytes) : "–"),
    h("td", { class: "right muted hide-m", title: time(stream.createdAt) }, ago(stream.createdAt)));
}

export function streamsView(main, parameters) {
  const before = [];
  let after = "";
  let next = null;
  let request = null;
  let typing = 0;

  const find = h("input", {
    type: "search",
    id: "find",
    placeholder: "Find by the beginning of the name",
    "aria-label": "Find streams by the beginning of the name",
    autocomplete: "off",
    spellcheck: "false",
    value: parameters.get("prefix") ?? "",
  });
  const rows = h("tbody");
  const table = h("table", { class: "list" },
    h("caption", { class: "offscreen" }, "Streams"),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, "Name"), h("th", { scope: "col", class: "type" }, "Content type"),
      h("th", { scope: "col", class: "right" }, "Tail"), h("th", { scope: "col", class: "right hide-s" }, "Readers"),
      h("th", { scope: "col", class: "right hide-s" }, "Hot"),
      h("th", { scope: "col", class: "right hide-s" }, "Archive"), h("th", { scope: "col", class: "right hide-m" }, "Created"))),
    rows);
  const empty = h("p", { class: "empty", hidden: true });
  const where = h("span", { class: "muted", role: "status" });
  const back = h("button", { type: "button", onclick: () => turn(-1) }, "← Previous");
  const forward = h("button", { type: "button", onclick: () => turn(1) }, "Next →");

  async function load() {
    request?.abort();
    request = new AbortController();
    const prefix = find.value;
    history.replaceState(null, "", prefix === "" ? "#/streams" : `#/streams?prefix=${encodeURIComponent(prefix)}`);
    try {
      const page = await api.streams(prefix, after, PAGE, request.signal);
      next = page.next;
      rows.replaceChildren(...page.streams.map(row));
      table.hidden = page.streams.length === 0;
      empty.hidden = page.streams.length > 0;
      empty.textContent = prefix === "" ? "There are no streams yet. Press n to create one." : `No stream begins with “${prefix}”.`;
      const first = before.length * PAGE + 1;
      where.textContent = page.streams.length === 0 ? "" : `${number(first)}–${number(first + page.streams.length - 1)}`;
      back.disabled = before.length === 0;
      forward.disabled = next === null;
      table.dataset.loaded = prefix;
      requestAnimationFrame(() => performance.mark("streams shown"));
    } catch (error) {
      failed(error);
    }
  }

  function turn(direction) {
    if (direction > 0 && next !== null) {
      before.push(after);
      after = next;
    } else if (direction < 0 && before.length > 0) {
      after = before.pop();
    } else {
      return;
    }
    load().then(() => scrollTo(0, 0));
  }

  function step(direction) {
    const links = [...rows.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + direction))]?.focus();
  }

  const open = (name) => (location.hash = link(name));
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      before.length = 0;
      after = "";
      load();
    }, 120);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      rows.querySelector("a")?.focus();
    }
  });

  main.replaceChildren(
    h("div", { class: "head" },
      h("h1", {}, "Streams"),
      h("div", { class: "tools" }, find,
        h("button", { type: "button", class: "primary", onclick: () => createStream(open) }, "Create stream"))),
    h("section", { class: "card flush" }, table, empty),
    h("div", { class: "pager" }, back, where, forward));
  load();
  return {
    title: "Streams",
    keys: {
      "/": () => find.focus(),
      n: () => createStream(open),
      j: () => step(1),
      k: () => step(-1),
      "]": () => turn(1),
      "[": () => turn(-1),
    },
  };
}
