// Elements, without markup in strings: what comes from streams is only ever text.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "width%") element.style.width = `${value}%`;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, properties = {}, ...children) =>
  fill(document.createElement(tag), properties, children);

export const svg = (tag, properties = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), properties, children);

/** Shows a sentence for a while. */
export function toast(sentence, kind = "") {
  const line = h("div", { class: `toast ${kind}` }, sentence);
  const toasts = document.querySelector("#toasts");
  toasts.append(line);
  while (toasts.childElementCount > 2) toasts.firstElementChild.remove();
  setTimeout(() => line.remove(), kind === "error" ? 8000 : 3500);
}

export function failed(error) {
  if (error.name !== "AbortError") toast(error.message, "error");
}

/** Repeats an action while an element is in the page and the page is visible. */
export function every(millis, element, action) {
  let timer;
  let busy = false;
  const tick = async () => {
    if (!element.isConnected) {
      clearInterval(timer);
      return;
    }
    if (busy || document.hidden) return;
    busy = true;
    try {
      await action();
    } catch {
      // The next one may be answered; the state of the server is shown in the bar.
    } finally {
      busy = false;
    }
  };
  timer = setInterval(tick, millis);
  return () => clearInterval(timer);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    const area = h("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    toast("Copied");
  }
}
