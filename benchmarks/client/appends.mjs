// Measures appends of the TypeScript client to several servers in turns; see ../README.md.
//   node appends.mjs [--rounds=N] [--seconds=S] [--only=LINE,…] [--json=FILE] NAME=URL …
import { writeFileSync } from "node:fs"
import { DurableStream } from "@durable-streams/client"

const MIB = 1024 * 1024
const options = { rounds: "9", seconds: "1", only: "", json: "" }
const servers = []
for (const argument of process.argv.slice(2)) {
  const [, option, value] = /^--(\w+)=(.*)$/.exec(argument) ?? []
  if (option in options) options[option] = value
  else if (/^[\w-]+=http/.test(argument)) servers.push(argument.split(/=(.*)/))
  else throw new Error(`unknown argument ${argument}`)
}

// The client puts what is appended while a request is under way into the next one, so each turn is
// two requests: the first append, and all others in one body.
async function inTurns(stream, body, turns, atOnce) {
  const started = performance.now()
  for (let turn = 0; turn < turns; turn++) {
    await Promise.all(Array.from({ length: atOnce }, () => stream.append(body)))
  }
  return (turns * atOnce * 1000) / (performance.now() - started)
}

async function oneAfterTheOther(append, count) {
  const started = performance.now()
  for (let n = 0; n < count; n++) await append()
  return (performance.now() - started) / count
}

// The client makes one message of what is appended; an array of messages is a request of its own.
async function post(stream, body) {
  const headers = { "Content-Type": stream.contentType }
  const response = await fetch(stream.url, { method: "POST", headers, body })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}

async function longPoll(stream, body) {
  let { offset } = await stream.head()
  let elapsed = 0
  for (let turn = 0; turn < 2; turn++) {
    const response = await stream.stream({ offset, live: "long-poll" })
    const received = new Promise((resolve) => {
      response.subscribeBytes(async (chunk) => {
        if (chunk.data.length === 0) return
        offset = chunk.offset
        response.cancel()
        resolve()
      })
    })
    const started = performance.now()
    await stream.append(body)
    await received
    elapsed = performance.now() - started
  }
  return elapsed
}

const bytes = (length) => new Uint8Array(length).fill(42)
const messages = Array.from({ length: 80_000 }, (_, n) => ({ n, text: "x".repeat(112) }))
const bodies = {
  small: bytes(100),
  mib: bytes(MIB),
  large: bytes(10 * MIB),
  json: JSON.stringify(messages),
}

const lines = {
  "small-75": { unit: "/s", run: (s) => inTurns(s, bodies.small, 14, 75) },
  "1mib-15": { unit: "/s", run: (s) => inTurns(s, bodies.mib, 4, 15) },
  "1mib-1": { unit: "ms", run: (s) => oneAfterTheOther(() => s.append(bodies.mib), 20) },
  "10mib-1": { unit: "ms", run: (s) => oneAfterTheOther(() => s.append(bodies.large), 3) },
  "10mib-json": {
    unit: "ms",
    type: "application/json",
    run: (s) => oneAfterTheOther(() => post(s, bodies.json), 3),
  },
  "long-poll": { unit: "ms", run: (s) => longPoll(s, bodies.small) },
}

async function measure(base, { run, type }) {
  const url = `${base}/v1/stream/line-${Date.now()}-${Math.random()}`
  const contentType = type ?? "application/octet-stream"
  const stream = await DurableStream.create({ url, contentType })
  try {
    return await run(stream)
  } finally {
    await stream.delete()
  }
}

// The mean of as many streams as fit into the time, because a single one is over in milliseconds.
async function sample(base, line, seconds) {
  const values = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) values.push(await measure(base, line))
  return values.reduce((a, b) => a + b, 0) / values.length
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)]
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

const figure = (value) => (value >= 100 ? Math.round(value) : value.toFixed(2))
const chosen = options.only ? options.only.split(",") : Object.keys(lines)
const results = {}
for (const name of chosen) {
  if (!lines[name]) throw new Error(`no line ${name}; there are ${Object.keys(lines).join(", ")}`)
  const values = Object.fromEntries(servers.map(([server]) => [server, []]))
  for (let round = -3; round < Number(options.rounds); round++) { // three are for warming up
    // Every other round goes backwards, so that no server always follows the same one.
    for (const [server, url] of round % 2 === 0 ? servers : [...servers].reverse()) {
      const value = await sample(url, lines[name], Number(options.seconds))
      if (round >= 0) values[server].push(value)
    }
  }
  results[name] = Object.fromEntries(servers.map(([server]) => [server, spread(values[server])]))
  const cells = servers.map(([server]) => {
    const { median, low, high } = results[name][server]
    return `${figure(median)} (${figure(low)}–${figure(high)})`
  })
  if (name === chosen[0]) {
    console.log(`| line | ${servers.map(([server]) => server).join(" | ")} |`)
    console.log(`|---|${servers.map(() => "---").join("|")}|`)
  }
  console.log(`| ${name}, ${lines[name].unit} | ${cells.join(" | ")} |`)
}
if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 2))
process.exit(0)
