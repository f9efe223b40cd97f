// Dialogs: native elements, so focus, Escape and screen readers work.

import * as api from "./api.js";
import { h, toast } from "./dom.js";

let labels = 0;

/** A labelled control. */
export function field(label, control, hint) {
  const id = `field-${++labels}`;
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    control,
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null,
  );
}

/**
 * Asks for something.
 *
 * @param submit does it; the dialog stays open while it fails
 */
export function ask({ title, body, action, danger, submit, closable = true }) {
  const problem = h("p", { class: "problem", role: "alert" });
  const titleId = `dialog-${++labels}`;
  const go = h("button", { type: "submit", class: danger ? "danger" : "primary" }, action);
  const cancel = h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel");
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id: titleId }, title),
    body,
    problem,
    h("div", { class: "dialog-actions" }, closable ? cancel : null, go),
  );
  const dialog = h("dialog", { "aria-labelledby": titleId }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    problem.textContent = "";
    try {
      await submit(form);
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      go.disabled = false;
    }
  });
  dialog.addEventListener("cancel", (event) => closable || event.preventDefault());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function logIn(done) {
  if (document.querySelector("dialog.login")) return;
  const token = h("input", { type: "password", autocomplete: "current-password", required: true });
  const dialog = ask({
    title: "Log in",
    body: field("Admin token", token, "The value of ADMIN_TOKEN. It is kept for this tab only."),
    action: "Log in",
    closable: false,
    submit: async () => {
      api.setToken(token.value);
      try {
        await api.logLevel();
      } catch (error) {
        if (error.status === 401) {
          api.forgetToken();
          throw new Error("This is not the admin token.");
        }
      }
      done();
    },
  });
  dialog.classList.add("login");
}

export function createStream(done) {
  const name = h("input", { type: "text", required: true, maxlength: 1024, autocomplete: "off", spellcheck: "false" });
  const types = h("datalist", { id: "content-types" },
    ["application/json", "text/plain", "application/octet-stream"].map((value) => h("option", { value })));
  const type = h("input", { type: "text", value: "application/json", list: "content-types", spellcheck: "false" });
  const ttl = h("input", { type: "number", min: 1, placeholder: "never" });
  ask({
    title: "Create a stream",
    body: h("div", {}, field("Name", name, "Slashes are part of the name."), field("Content type", type), types,
      field("Ends after seconds without use", ttl)),
    action: "Create",
    submit: async () => {
      await api.create(name.value, { contentType: type.value, ttl: ttl.value });
      toast(`Created ${name.value}`, "good");
      done(name.value);
    },
  });
}

export function forkStream(source, tail, offset, done) {
  const name = h("input", { type: "text", required: true, maxlength: 1024, value: `${source}-fork`, spellcheck: "false" });
  const at = h("input", { type: "text", value: offset ?? "", placeholder: tail, spellcheck: "false", class: "mono" });
  ask({
    title: "Fork this stream",
    body: h("div", {}, h("p", {}, "The fork shares the messages before the offset. Nothing is copied."),
      field("Name of the fork", name), field("Offset", at, "Empty: the tail.")),
    action: "Fork",
    submit: async () => {
      await api.create(name.value, { fork: source, offset: at.value });
      toast(`Forked to ${name.value}`, "good");
      done(name.value);
    },
  });
}

export function closeStream(name, done) {
  ask({
    title: "Close this stream?",
    body: h("p", {}, "Nothing can be appended to ", h("strong", {}, name), " any more. Readers are told that it has ended. This cannot be undone."),
    action: "Close stream",
    danger: true,
    submit: async () => {
      await api.close(name);
      toast("Closed", "good");
      done();
    },
  });
}

export function deleteStream(stream, done) {
  const typed = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  ask({
    title: "Delete this stream?",
    body: h("div", {}, h("p", {}, "Its messages are removed", stream.forks > 0 ? " once its forks are deleted too" : "", ". This cannot be undone."),
      field(`Type ${stream.name} to confirm`, typed)),
    action: "Delete stream",
    danger: true,
    submit: async () => {
      if (typed.value !== stream.name) throw new Error("This is not the name of the stream.");
      await api.remove(stream.name);
      toast(`Deleted ${stream.name}`, "good");
      done();
    },
  });
}

const SHORTCUTS = [
  ["/", "Find streams"],
  ["j  k", "Next, previous stream of a list"],
  ["Enter", "Open the stream"],
  ["n", "Create a stream"],
  ["l", "Follow the stream live, or pause"],
  ["[  ]", "Earlier, later messages"],
  ["g  G", "Beginning, end of the stream"],
  ["a", "Append"],
  ["c", "Copy the stream as curl"],
  ["s  o  r", "Streams, overview, registry"],
  ["?", "This list"],
];

export function shortcuts() {
  if (document.querySelector("dialog[open]")) return;
  const dialog = h("dialog", { "aria-labelledby": "shortcuts-title" },
    h("h2", { id: "shortcuts-title" }, "Keyboard shortcuts"),
    h("dl", { class: "shortcuts" }, SHORTCUTS.map(([keys, what]) => h("div", {},
      h("dt", {}, keys.split("  ").map((key) => h("kbd", {}, key))), h("dd", {}, what)))),
    h("form", { method: "dialog", class: "dialog-actions" }, h("button", { class: "primary" }, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
