// The back end of the chat: serves the page, mints the tokens with which the page reads, and appends
// questions and answers. The stream server holds all messages, this process holds none.
import { createHmac } from "node:crypto"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

const STREAMS = process.env.STREAMS ?? "http://127.0.0.1:4437/v1/stream"
const SECRET = process.env.AUTH_JWT_SECRET
const PORT = Number(process.env.PORT ?? 3000)
const TOKEN_SECONDS = Number(process.env.TOKEN_SECONDS ?? 300)
const ROOM = "chat/lobby"

const FILES = {
  "/": ["public/index.html", "text/html"],
  "/chat.js": ["public/chat.js", "text/javascript"],
  "/client.js": ["node_modules/@durable-streams/client/dist/index.js", "text/javascript"],
}

/** A JWT that allows these actions on the room; see docs/auth.md. */
function token(...actions) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const claims = {
    sub: "chat",
    exp: Math.floor(Date.now() / 1000) + TOKEN_SECONDS,
    streams: [{ allow: actions, on: [ROOM] }],
  }
  const input = `${encode({ alg: "HS256" })}.${encode(claims)}`
  return `${input}.${createHmac("sha256", SECRET).update(input).digest("base64url")}`
}

/** Sends a request until the server has taken it: a restart of the server only delays it. */
async function send(method, headers, body) {
  for (;;) {
    const answer = await fetch(`${STREAMS}/${ROOM}`, {
      method,
      body,
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${token("create", "append")}`,
        ...headers,
      },
    }).catch((error) => ({ status: 503, text: () => error.message }))
    if (answer.status < 300) return
    if (answer.status < 500 && answer.status !== 429) throw new Error(await answer.text())
    await sleep(200)
  }
}

/**
 * A function that appends messages in order, each once: the server recognizes what it has taken by
 * producer and number, so a request may be repeated when its answer was lost.
 */
function writer(id) {
  let seq = 0
  return (message) =>
    send(
      "POST",
      { "Producer-Id": id, "Producer-Epoch": "0", "Producer-Seq": String(seq++) },
      JSON.stringify(message),
    )
}

/** Stands for the model: replace it by a call of yours that yields text as it comes. */
async function* answerTo(question) {
  yield `You said "${question}".`
  for (let n = 1; n <= 60; n++) {
    await sleep(100)
    yield ` word-${n}`
  }
}

/** Questions that are being answered; the page repeats one that got no response. */
const started = new Set()

/** Answers in the background; the page sees the tokens in the stream, not in a response. */
async function ask({ id, text }) {
  if (started.has(id)) return
  started.add(id)
  const append = writer(id)
  await append({ id, text })
  const answer = async () => {
    for await (const token of answerTo(text)) await append({ id, token })
    await append({ id, done: true })
  }
  answer()
    .catch((error) => console.error(`The answer to ${id} ended early: ${error.message}`))
    .finally(() => started.delete(id))
}

async function body(request) {
  let text = ""
  for await (const piece of request.setEncoding("utf8")) {
    text += piece
    if (text.length > 10_000) throw new Error("a question has at most 10,000 characters")
  }
  const { id, text: question } = JSON.parse(text)
  if (!/^[0-9a-f-]{36}$/.test(id) || typeof question !== "string") {
    throw new Error("send the id and the text of a question")
  }
  return { id, text: question }
}

async function handle(request, response) {
  const { method, url } = request
  const reply = (status, type, content) =>
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(content)
  if (method === "GET" && FILES[url]) {
    const [file, type] = FILES[url]
    reply(200, type, await readFile(new URL(file, import.meta.url)))
  } else if (method === "GET" && url === "/session") {
    // Your application checks here who asks, and decides what they may read.
    const session = { url: `${STREAMS}/${ROOM}`, token: token("read"), renewAfter: TOKEN_SECONDS / 2 }
    reply(200, "application/json", JSON.stringify(session))
  } else if (method === "POST" && url === "/questions") {
    await ask(await body(request))
    reply(202, "text/plain", "")
  } else {
    reply(404, "text/plain", "there is nothing here")
  }
}

if (!SECRET) {
  console.error("AUTH_JWT_SECRET must be the secret that the stream server has")
  process.exit(2)
}
await send("PUT", {})
const server = createServer((request, response) =>
  handle(request, response).catch((error) => {
    if (!response.headersSent) response.writeHead(400, { "Content-Type": "text/plain" })
    response.end(error.message)
  }),
)
server.listen(PORT, "127.0.0.1", () =>
  console.log(`Chat at http://127.0.0.1:${server.address().port}`),
)
