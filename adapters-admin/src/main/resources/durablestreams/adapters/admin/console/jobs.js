// Jobs of the server: what operators start, how far it is, and what came of it.

import * as api from "./api.js";
import { ask } from "./dialogs.js";
import { failed, h, toast } from "./dom.js";
import { ago, number, time } from "./format.js";

const NAMES = {
  backup: ["Back up", "Backup"],
  compaction: ["Compact the archive", "Compaction"],
  verification: ["Verify the archive", "Verification"],
  housekeeping: ["Housekeeping", "Housekeeping"],
};
const MARKS = { running: "info", done: "good", failed: "bad", cancelled: "" };

function cancel(job, done) {
  ask({
    title: "Cancel this job?",
    body: h("p", {}, `${NAMES[job.kind][1]} ${job.id} ends soon. What it has done so far stays.`),
    action: "Cancel job",
    danger: true,
    submit: async () => {
      await api.cancelJob(job.id);
      toast(`Cancelled job ${job.id}`, "good");
      done();
    },
  });
}

export function jobsPanel() {
  const lines = new Map();
  const list = h("ul", { class: "job-list" });
  const none = h("p", { class: "muted" }, "No jobs since the start of the server.");
  const buttons = Object.fromEntries(Object.entries(NAMES).map(([kind, [label]]) => [kind,
    h("button", { type: "button", class: "small", disabled: true, onclick: () => start(kind) }, label)]));

  async function start(kind) {
    try {
      await api.startJob(kind);
      await refresh();
    } catch (error) {
      failed(error);
    }
  }

  function line(job) {
    const label = `${NAMES[job.kind][1]} ${job.id}`;
    const mark = h("span");
    const bar = h("progress", { "aria-label": `Progress of ${label}` });
    const text = h("span", { class: "muted" });
    const problems = h("ul", { class: "problems" });
    const stop = h("button", { type: "button", class: "quiet small", "aria-label": `Cancel ${label}`, onclick: () => cancel(job, refresh) }, "Cancel");
    const element = h("li", { "data-job": job.id },
      h("div", { class: "job-head" }, h("strong", {}, label), mark,
        h("span", { class: "muted", title: time(job.started) }, ago(job.started)), stop), bar, text, problems);
    return { element, update: (now) => {
      const running = now.state === "running";
      mark.className = `badge ${MARKS[now.state]}`;
      mark.textContent = now.state;
      stop.hidden = !running;
      bar.hidden = !running;
      if (now.total > 0) {
        bar.max = now.total;
        bar.value = Math.min(now.done, now.total);
      } else {
        bar.removeAttribute("value");
      }
      text.textContent = running
        ? `${number(now.done)}${now.total > 0 ? ` of ${number(now.total)}` : ""} ${now.unit}`
        : now.result;
      problems.replaceChildren(...now.problems.map((problem) => h("li", { class: "break" }, problem)));
    } };
  }

  async function refresh() {
    const { kinds, jobs } = await api.jobs();
    for (const { kind, available, reason } of kinds) {
      const busy = jobs.some((job) => job.kind === kind && job.state === "running");
      if (buttons[kind].disabled !== (!available || busy)) buttons[kind].disabled = !available || busy;
      buttons[kind].title = available ? "" : reason;
    }
    const here = new Set(jobs.map((job) => job.id));
    for (const [id, known] of lines) {
      if (!here.has(id)) {
        known.element.remove();
        lines.delete(id);
      }
    }
    for (const job of jobs.toReversed()) {
      if (!lines.has(job.id)) {
        lines.set(job.id, line(job));
        list.prepend(lines.get(job.id).element);
      }
      lines.get(job.id).update(job);
    }
    none.hidden = jobs.length > 0;
  }

  return { element: h("div", {}, h("div", { class: "job-actions" }, Object.values(buttons)), none, list), refresh };
}
