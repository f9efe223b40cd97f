// Numbers, times and bytes for people.

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export const number = (count) => Number(count).toLocaleString("en-US");

export function short(count) {
  if (count < 1000) return Number.isInteger(count) ? String(count) : count.toFixed(1);
  if (count < 1e6) return `${(count / 1e3).toFixed(1)}k`;
  return `${(count / 1e6).toFixed(1)}M`;
}

export function ago(iso) {
  const seconds = (Date.now() - new Date(iso).getTime()) / 1000;
  if (seconds < 5) return "just now";
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60]]) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  }
  return `${Math.floor(seconds)} s ago`;
}

export const time = (iso) => iso.replace("T", " ").replace(/(\.\d{3})\d*Z$|Z$/, "$1 UTC");

export function duration(seconds) {
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60]]) {
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  }
  return `${seconds} s`;
}

export const expiry = (stream) =>
  stream.ttlSeconds !== undefined
    ? `${duration(stream.ttlSeconds)} without use`
    : stream.expiresAt !== undefined
      ? time(stream.expiresAt)
      : "never";

/** Lines of 16 bytes: where, in hex, and as ASCII. */
export function hex(data) {
  const lines = [];
  for (let at = 0; at < data.length; at += 16) {
    const part = data.slice(at, at + 16);
    const codes = [...part].map((b) => b.toString(16).padStart(2, "0"));
    const left = codes.slice(0, 8).join(" ").padEnd(23);
    const right = codes.slice(8).join(" ").padEnd(23);
    const ascii = [...part].map((b) => (b > 31 && b < 127 ? String.fromCharCode(b) : ".")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${left}  ${right}  ${ascii}`);
  }
  return lines.join("\n");
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
