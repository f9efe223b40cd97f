// One stream: its messages, what it is made of, and what can be done with it.

import * as api from "./api.js";
import { closeStream, deleteStream, field, forkStream } from "./dialogs.js";
import { copy, every, failed, h, toast } from "./dom.js";
import { ago, bytes, expiry, number, time } from "./format.js";
import { messagesPanel } from "./messages.js";
import { readersPanel } from "./readers.js";
import { badges, link } from "./streams.js";

const REFRESH_MILLIS = 3000;

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));

function facts(stream) {
  return h("dl", { class: "facts" },
    fact("Content type", stream.contentType),
    fact("Tail", h("span", { class: "mono" }, stream.tail), " ",
      h("button", { type: "button", class: "quiet small", "aria-label": "Copy the offset of the tail", onclick: () => copy(stream.tail) }, "Copy")),
    fact(stream.contentType.startsWith("application/json") ? "Messages" : "Bytes", number(stream.tailPosition)),
    fact("Live readers", number(stream.liveReaders)),
    fact("Created", h("span", { title: time(stream.createdAt) }, ago(stream.createdAt))),
    fact("Ends", expiry(stream)),
    stream.forkedFrom
      ? fact("Fork of", h("a", { href: link(stream.forkedFrom.name) }, stream.forkedFrom.name),
          h("div", { class: "mono muted" }, `at ${stream.forkedFrom.offset}`))
      : null);
}

/** Segments in the archive and in the hot log, by their part of the stream. */
function storage(stream) {
  const front = Math.min(stream.segments[0]?.start ?? stream.tailPosition, stream.objects[0]?.start ?? stream.tailPosition, stream.tailPosition);
  const start = stream.segments.length || stream.objects.length ? front : 0;
  const whole = Math.max(1, stream.tailPosition - start);
  const cold = stream.objects.at(-1)?.end ?? start;
  const pieces = [
    ...stream.objects.map((object) => ["cold", object.start, object.end, `archive: ${object.name}, ${bytes(object.bytes)}`]),
    ...stream.segments.filter((segment) => segment.start >= cold)
      .map((segment) => ["sealed", segment.start, segment.end, `segment ${segment.number}, sealed, ${bytes(segment.bytes)}`]),
  ];
  const sealed = Math.max(start, ...pieces.map((piece) => piece[2]));
  if (stream.tailPosition > sealed) pieces.push(["hot", sealed, stream.tailPosition, "open segment"]);
  const bar = h("div", { class: "storage-bar", role: "img",
    "aria-label": `${bytes(stream.coldBytes)} in the archive, ${bytes(stream.hotBytes)} in the hot log` },
    pieces.map(([kind, from, to, title]) =>
      h("span", { class: `piece ${kind}`, title: `${title}: ${number(from)}–${number(to)}`, "width%": ((to - from) / whole) * 100 })));
  return h("div", {}, bar,
    h("ul", { class: "legend" },
      h("li", {}, h("i", { class: "piece cold" }), `Archive ${bytes(stream.coldBytes)}`, h("span", { class: "muted" }, ` · ${number(stream.objects.length)} objects`)),
      h("li", {}, h("i", { class: "piece sealed" }), "Sealed", h("span", { class: "muted" }, ` · ${number(stream.segments.length)} segments`)),
      h("li", {}, h("i", { class: "piece hot" }), `Hot log ${bytes(stream.hotBytes)}`)));
}

function producers(stream) {
  if (stream.producers.length === 0) return h("p", { class: "muted" }, "No idempotent producers.");
  return h("table", { class: "small-table" }, h("caption", { class: "offscreen" }, "Producers"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Producer"), h("th", { scope: "col", class: "right" }, "Epoch"),
      h("th", { scope: "col", class: "right" }, "Sequence"), h("th", { scope: "col", class: "right" }, "Used"))),
    h("tbody", {}, stream.producers.slice(0, 100).map((producer) => h("tr", {}, h("td", { class: "break" }, producer.id),
      h("td", { class: "right num" }, number(producer.epoch)), h("td", { class: "right num" }, number(producer.sequence)),
      h("td", { class: "right muted" }, ago(producer.usedAt))))));
}

/** Forks below a stream; those of a fork are loaded when it is opened. */
function forkTree(name, count) {
  const list = h("ul", { class: "tree" });
  const load = async (after) => {
    try {
      const page = await api.forks(name, after);
      for (const fork of page.streams) {
        const line = h("li", {}, h("a", { href: link(fork.name) }, fork.name), badges({ ...fork, forkedFrom: undefined }),
          h("span", { class: "muted num" }, ` at ${number(fork.forkedFrom.position)}`));
        const more = h("button", { type: "button", class: "quiet small", "aria-expanded": "false",
          "aria-label": `Forks of ${fork.name}`, onclick: () => {
            if (more.getAttribute("aria-expanded") === "true") {
              line.querySelector("ul")?.remove();
              more.setAttribute("aria-expanded", "false");
              return;
            }
            more.setAttribute("aria-expanded", "true");
            line.append(forkTree(fork.name));
          } }, "▸");
        line.prepend(more);
        list.append(line);
      }
      if (list.childElementCount === 0) list.append(h("li", { class: "muted" }, "No forks."));
      if (page.next !== null) {
        const rest = h("li", {}, h("button", { type: "button", class: "small", onclick: () => { rest.remove(); load(page.next); } }, "More"));
        list.append(rest);
      }
    } catch (error) {
      failed(error);
    }
  };
  if (count !== 0) load();
  else list.append(h("li", { class: "muted" }, "No forks."));
  return list;
}

export function streamView(main, name) {
  let stream = null;
  let treeOf = -1;
  const readOnly = name === "__registry__" || name.startsWith("__ds/");
  const title = h("h1", { class: "stream-name" }, name);
  const marks = h("span", { class: "marks" });
  const about = h("section", { class: "card", "aria-label": "About the stream" });
  const bar = h("div");
  const writers = h("div");
  const tree = h("div");
  const readers = readersPanel(name);
  const open = (other) => (location.hash = link(other));
  const json = () => stream?.contentType.startsWith("application/json") ?? true;
  const panel = messagesPanel(name, {
    json,
    onFork: readOnly ? null : (offset) => forkStream(name, stream?.tail ?? "", offset, open),
  });
  const copyCurl = () => api.curl(name, "-1").then(copy).catch(failed);

  const body = h("textarea", { rows: 4, spellcheck: "false", class: "mono" });
  const file = h("input", { type: "file", class: "offscreen", tabindex: -1, "aria-hidden": "true" });
  const send = h("button", { type: "submit", class: "primary" }, "Append");
  const form = h("form", { class: "card append", "aria-label": "Append", onsubmit: async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await api.append(name, stream.contentType, file.files[0] ?? body.value, false);
      body.value = "";
      file.value = "";
      toast("Appended", "good");
      await Promise.all([refresh(), panel.refresh()]);
    } catch (error) {
      failed(error);
    } finally {
      send.disabled = false;
    }
  } }, field("Append messages", body, "JSON streams take one value, or an array of messages. Ctrl+Enter sends; at most 64 KiB."),
  h("div", { class: "append-actions" }, send, h("button", { type: "button", onclick: () => file.click() }, "File…"), file));
  file.addEventListener("change", () => file.files.length > 0 && form.requestSubmit());
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  const closeButton = h("button", { type: "button", onclick: () => closeStream(name, refresh) }, "Close");
  const tools = h("div", { class: "tools" },
    h("button", { type: "button", onclick: copyCurl }, "Copy as curl"),
    readOnly ? null : h("button", { type: "button", onclick: () => forkStream(name, stream?.tail ?? "", null, open) }, "Fork"),
    readOnly ? null : closeButton,
    readOnly ? null : h("button", { type: "button", class: "danger-quiet", onclick: () => stream && deleteStream(stream, () => (location.hash = "#/streams")) }, "Delete"));

  async function refresh() {
    stream = await api.describe(name);
    marks.replaceChildren(...badges(stream).filter(Boolean));
    about.replaceChildren(facts(stream));
    bar.replaceChildren(storage(stream));
    writers.replaceChildren(producers(stream));
    await readers.refresh();
    closeButton.disabled = stream.closed;
    form.hidden = stream.closed || readOnly;
    if (treeOf !== stream.forks) {
      treeOf = stream.forks;
      tree.replaceChildren(forkTree(name, stream.forks));
    }
  }

  main.replaceChildren(
    h("nav", { class: "crumbs", "aria-label": "Path" }, h("a", { href: "#/streams" }, "Streams")),
    h("div", { class: "head" }, h("div", { class: "title" }, title, marks), tools),
    h("div", { class: "columns" },
      h("div", { class: "column-main" }, panel.element, form),
      h("aside", { class: "column-side", "aria-label": "Details" }, about,
        h("section", { class: "card" }, h("h2", {}, "Storage"), bar),
        h("section", { class: "card" }, h("h2", {}, "Live readers"), readers.element),
        h("section", { class: "card" }, h("h2", {}, "Producers"), writers),
        h("section", { class: "card" }, h("h2", {}, "Forks"), tree))));
  refresh().then(() => panel.start(!stream.closed)).catch((error) => {
    if (error.status === 404) main.replaceChildren(h("p", { class: "empty" }, `There is no stream “${name}”. `, h("a", { href: "#/streams" }, "All streams")));
    else failed(error);
  });
  every(REFRESH_MILLIS, title, refresh);
  return {
    title: name,
    keys: { ...panel.keys, a: () => form.hidden || body.focus(), c: copyCurl },
  };
}
