// Live readers of a stream. Rows stay in the page while their numbers change, so the focus does too.

import * as api from "./api.js";
import { ask } from "./dialogs.js";
import { h, toast } from "./dom.js";
import { bytes, number, time } from "./format.js";

const MOST = 100;

function disconnect(name, reader, done) {
  ask({
    title: "Disconnect this reader?",
    body: h("p", {}, `The ${reader.kind} reader of `, h("strong", {}, reader.address || "this server"),
      " ends in order after what it was given. Clients usually come back by themselves."),
    action: "Disconnect reader",
    danger: true,
    submit: async () => {
      await api.disconnect(name, reader.id);
      toast(`Disconnected reader ${reader.id}`, "good");
      done();
    },
  });
}

/** A panel of the readers of a stream; its refresh takes what the stream is described as. */
export function readersPanel(name) {
  const rows = new Map();
  const body = h("tbody");
  const table = h("table", { class: "small-table", hidden: true }, h("caption", { class: "offscreen" }, "Live readers"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Client"), h("th", { scope: "col", class: "right" }, "Delivered"),
      h("th", { scope: "col" }, h("span", { class: "offscreen" }, "Actions")))), body);
  const note = h("p", { class: "muted" }, "No live readers.");

  function row(reader) {
    const delivered = h("span", { class: "num" });
    const at = h("div", { class: "mono muted break" });
    const line = h("tr", { "data-reader": reader.id },
      h("td", { class: "break" }, reader.address || "this server", h("span", { class: "badge" }, reader.kind),
        h("div", { class: "muted" }, `since ${time(reader.since)}`), at),
      h("td", { class: "right" }, delivered),
      h("td", { class: "right" }, h("button", { type: "button", class: "quiet small", "aria-label": `Disconnect reader ${reader.id}`,
        onclick: () => disconnect(name, reader, refresh) }, "Disconnect")));
    return { line, update: (now) => {
      delivered.textContent = bytes(now.deliveredBytes);
      at.textContent = `at ${now.offset}`;
    } };
  }

  async function refresh() {
    const { readers, next } = await api.readers(name, MOST);
    const here = new Set(readers.map((reader) => reader.id));
    for (const [id, known] of rows) {
      if (!here.has(id)) {
        known.line.remove();
        rows.delete(id);
      }
    }
    for (const reader of readers) {
      if (!rows.has(reader.id)) {
        rows.set(reader.id, row(reader));
        body.append(rows.get(reader.id).line);
      }
      rows.get(reader.id).update(reader);
    }
    table.hidden = readers.length === 0;
    note.hidden = readers.length > 0 && next === null;
    note.textContent = readers.length === 0 ? "No live readers." : `The ${number(MOST)} that have read longest.`;
  }

  return { element: h("div", {}, table, note), refresh };
}
