// Messages of a stream: live at the tail, or from any offset, a page back and forth.

import * as api from "./api.js";
import { copy, every, failed, h } from "./dom.js";
import { bytes, fromBase64, hex, number } from "./format.js";

const PAGE = 50;
const BACK_BYTES = 4096;
const MOST = 1000;
const POLL_MILLIS = 400;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with colors, as elements: messages are never markup. */
function colored(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const kind = found[1] ? (found[2] ? "key" : "string") : found[3] ? "word" : "digit";
    parts.push(h("span", { class: `json-${kind}` }, found[1] ?? found[0]));
    if (found[2]) parts.push(found[2]);
  }
  parts.push(text.slice(end));
  return parts;
}

function pretty(text) {
  try {
    const value = JSON.stringify(JSON.parse(text), null, 2);
    return text.length < 100 ? text : value;
  } catch {
    return null;
  }
}

function content(message, type) {
  if (message.base64 !== undefined) {
    return h("pre", { class: "hex" }, hex(fromBase64(message.base64)));
  }
  if (type.startsWith("application/json")) {
    const text = message.text.length > 20000 ? message.text : pretty(message.text);
    if (text !== null) return h("pre", { class: "json" }, text.length > 20000 ? text : colored(text));
  }
  return h("pre", {}, message.text);
}

export function messagesPanel(name, { json, onFork, render }) {
  let type = "";
  let first = null;
  let last = null;
  let live = false;
  let running = Promise.resolve();

  const list = h("ol", { class: "messages", tabindex: 0, "aria-label": "Messages" });
  const empty = h("p", { class: "empty" }, "No messages here.");
  const state = h("span", { class: "muted", role: "status" });
  const followButton = h("button", { type: "button", "aria-pressed": "false", class: "follow", onclick: () => follow(!live) }, "Live");
  const earlierButton = h("button", { type: "button", onclick: () => earlier() }, "Earlier");
  const laterButton = h("button", { type: "button", onclick: () => later() }, "Later");
  const offset = h("input", { type: "text", class: "mono", placeholder: "Offset", "aria-label": "Go to offset", spellcheck: "false", autocomplete: "off" });

  /** The offset from which a reader gets the message first: that of the one before, if it is known. */
  function before(message) {
    const line = list.querySelector(`[data-position="${message.position}"]`);
    return line?.previousElementSibling?.dataset.next ?? (message.position === first?.front ? "-1" : message.next);
  }

  function item(message) {
    const shown = render?.(message) ?? content(message, type);
    return h("li", { "data-position": message.position, "data-next": message.next, "data-size": message.size },
      h("div", { class: "message-head" },
        h("span", { class: "num", title: `the offset after it: ${message.next}` }, `#${number(message.position)}`),
        h("span", { class: "muted num" }, bytes(message.size)),
        h("span", { class: "message-tools" },
          h("button", { type: "button", class: "quiet small", title: message.next, onclick: () => copy(message.next) }, "Copy offset"),
          h("button", { type: "button", class: "quiet small", onclick: () => api.curl(name, before(message)).then(copy).catch(failed) }, "Copy as curl"),
          onFork ? h("button", { type: "button", class: "quiet small", onclick: () => onFork(message.next) }, "Fork here") : null)),
      shown,
      message.size > 65536 ? h("p", { class: "hint" }, `The first 64 KiB of ${bytes(message.size)}`) : null);
  }

  function note(page) {
    type = page.contentType;
    empty.hidden = list.childElementCount > 0;
    const from = Number(list.firstElementChild?.dataset.position ?? page.nextPosition);
    first = { position: from, front: page.front };
    earlierButton.disabled = from <= page.front;
    laterButton.disabled = live || last.position >= last.tail;
    const total = `${number(page.tail)} ${json() ? "messages" : "bytes"}`;
    state.textContent = live ? `Live · ${total}` : page.closed && last.position >= page.tail ? `Ended · ${total}` : total;
  }

  function show(page) {
    type = page.contentType;
    list.replaceChildren(...page.messages.map(item));
    last = { offset: page.next, position: page.nextPosition, tail: page.tail, from: page.messages[0]?.position };
    note(page);
  }

  const go = (from) => serially(() => load(from));

  async function load(from) {
    try {
      const page = await api.messages(name, { limit: PAGE, ...from });
      first = null;
      show(page);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  const back = () => (json() ? PAGE : BACK_BYTES);
  const toEnd = async () => {
    // The end of a stream of bytes may be many small appends: the last of them count.
    await go({ offset: "now", back: back(), limit: MOST });
    while (list.childElementCount > PAGE) list.firstElementChild.remove();
    note({ contentType: type, front: first.front, nextPosition: last.position, tail: last.tail });
    list.scrollTop = list.scrollHeight;
  };
  const toStart = async () => {
    follow(false);
    if (await go({ offset: "-1" })) list.scrollTop = 0;
  };

  async function append(page) {
    const stick = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    for (const message of page.messages) {
      const line = item(message);
      if (live) line.classList.add("new");
      list.append(line);
    }
    while (live && list.childElementCount > MOST) list.firstElementChild.remove();
    last = { offset: page.next, position: page.nextPosition, tail: page.tail };
    note(page);
    if (live && stick) list.scrollTop = list.scrollHeight;
  }

  /** Runs one change of the list after the other. */
  const serially = (action) => (running = running.then(action, action));
  const later = () => serially(showLater);
  const earlier = () => serially(showEarlier);

  async function showLater() {
    if (last === null) return;
    try {
      const page = await api.messages(name, { offset: last.offset, limit: live ? MOST : PAGE });
      if (page.messages.length > 0 || page.closed || page.tail !== last.tail) await append(page);
    } catch (error) {
      if (live && error.status === 404) {
        follow(false);
        state.textContent = "This stream was deleted";
      } else if (!live) {
        failed(error);
      }
    }
  }

  async function showEarlier() {
    if (first === null || first.position <= first.front) return;
    follow(false);
    try {
      const line = list.firstElementChild;
      const upTo = first.position;
      const size = json() ? 1 : Number(line.dataset.size);
      const height = list.scrollHeight;
      let page = await api.messages(name, { offset: line.dataset.next, back: size + back(), limit: MOST });
      const found = page.messages;
      while (page.messages.length > 0 && page.nextPosition < upTo) {
        page = await api.messages(name, { offset: page.next, limit: MOST });
        found.push(...page.messages);
      }
      list.prepend(...found.filter((message) => message.position < upTo).map(item));
      list.scrollTop += list.scrollHeight - height;
      note({ ...page, nextPosition: last.position });
    } catch (error) {
      failed(error);
    }
  }

  async function follow(on) {
    if (on === live) return;
    live = on;
    followButton.setAttribute("aria-pressed", String(on));
    if (on) await toEnd();
    else if (last !== null) note({ contentType: type, front: first?.front ?? 0, nextPosition: last.position, tail: last.tail });
  }

  const goForm = h("form", { class: "go", onsubmit: (event) => {
    event.preventDefault();
    follow(false);
    go({ offset: offset.value.trim() || "-1" }).then((found) => found && (list.scrollTop = 0));
  } }, offset, h("button", { type: "submit" }, "Go"));

  const element = h("section", { class: "card flush panel", "aria-label": "Messages of the stream" },
    h("div", { class: "panel-head" }, followButton,
      h("button", { type: "button", onclick: toStart }, "Beginning"),
      h("button", { type: "button", onclick: () => { follow(false); toEnd(); } }, "End"),
      h("span", { class: "group" }, earlierButton, laterButton), goForm, state),
    list, empty);
  every(POLL_MILLIS, element, () => live && later());
  return {
    element,
    start: (on) => (on ? follow(true) : toEnd()),
    refresh: () => (live ? later() : toEnd()),
    keys: {
      l: () => follow(!live),
      "[": earlier,
      "]": later,
      g: toStart,
      G: () => toEnd(),
    },
  };
}
