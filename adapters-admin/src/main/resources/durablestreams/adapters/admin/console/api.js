// Client of the admin API on the same origin.

const KEY = "admin-token";

/** A call that the server answered with an error, or did not answer. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let onUnauthenticated = () => {};

export function whenUnauthenticated(action) {
  onUnauthenticated = action;
}

/** Kept for this tab only. */
export function setToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;

function headers(more) {
  const token = sessionStorage.getItem(KEY);
  return token === null ? more : { ...more, Authorization: `Bearer ${token}` };
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options, headers: headers(options.headers ?? {}) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "The server does not answer.");
  }
  if (response.status === 401) onUnauthenticated();
  return response;
}

async function json(path, options) {
  const response = await send(path, options);
  const text = await response.text();
  if (!response.ok) {
    let error = {};
    try {
      error = JSON.parse(text).error ?? {};
    } catch {
      error = { message: text.trim() };
    }
    throw new ApiError(response.status, error.code ?? "", error.message ?? response.statusText);
  }
  return JSON.parse(text);
}

function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

const encoded = (name) => name.split("/").map(encodeURIComponent).join("/");
const stream = (name) => `admin/streams/${encoded(name)}`;

export const streams = (prefix, after, limit, signal) =>
  json(`admin/streams${query({ prefix, after, limit })}`, { signal });
let server = null;

/** The command that reads a stream over the protocol, on the port of clients. */
export async function curl(name, offset) {
  server ??= json("admin/server");
  const { streams } = await server;
  return `curl '${streams}${encoded(name).replaceAll("'", "%27")}?offset=${offset}'`;
}

export const describe = (name) => json(stream(name));
export const forks = (name, after) => json(`admin/forks/${encoded(name)}${query({ after })}`);
export const messages = (name, from) => json(`admin/messages/${encoded(name)}${query(from)}`);
export const create = (name, settings) => json(stream(name) + query(settings), { method: "PUT" });
export const append = (name, type, body, close) =>
  json(stream(name) + query({ close: close ? "true" : undefined }), {
    method: "POST",
    headers: { "Content-Type": type },
    body,
  });
export const close = (name) => json(`${stream(name)}?close=true`, { method: "POST" });
export const remove = (name) => json(stream(name), { method: "DELETE" });
export const readers = (name, limit) => json(`admin/readers/${encoded(name)}${query({ limit })}`);
export const disconnect = (name, id) => json(`admin/readers/${encoded(name)}${query({ id })}`, { method: "DELETE" });
export const jobs = () => json("admin/jobs");
export const startJob = (kind) => json(`admin/jobs/${kind}`, { method: "POST" });
export const cancelJob = (id) => json(`admin/jobs/${id}`, { method: "DELETE" });
export const status = () => json("status");
export const logLevel = () => json("admin/log-level");
export const setLogLevel = (level) => json(`admin/log-level${query({ level })}`, { method: "PUT" });
export const reload = () => json("admin/reload", { method: "POST" });

/** Whether requests are served, and the reason if not. */
export async function readiness() {
  const response = await send("readyz");
  return { ready: response.ok, reason: (await response.text()).trim() };
}

/** Sums of the metrics of these names, over all their labels. */
export async function metrics(names) {
  const response = await send("metrics", { headers: { Accept: "text/plain" } });
  if (!response.ok) throw new ApiError(response.status, "", "no metrics");
  const sums = Object.fromEntries(names.map((name) => [name, 0]));
  for (const line of (await response.text()).split("\n")) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? ([^ ]+)/.exec(line);
    if (found && found[1] in sums) sums[found[1]] += Number(found[2]);
  }
  return sums;
}
