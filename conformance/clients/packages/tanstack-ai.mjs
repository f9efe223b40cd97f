// Chat session with the transport of TanStack AI: two answers of synthetic tokens, the second while
// the server restarts, followed by one subscription and read as a snapshot.
import {
  durableStreamConnection,
  materializeSnapshotFromDurableStream,
  toDurableChatSessionResponse,
} from "@durable-streams/tanstack-ai-transport"
import { expectEqual, finish, half, until } from "./half.mjs"

const url = process.argv[2]
const words = Array.from({ length: 100 }, (_, n) => `word${n} `)

async function* tokens(messageId, between) {
  yield { type: "TEXT_MESSAGE_START", messageId, role: "assistant" }
  for (const [n, delta] of words.entries()) {
    if (n === 50) await between()
    yield { type: "TEXT_MESSAGE_CONTENT", messageId, delta }
  }
  yield { type: "TEXT_MESSAGE_END", messageId }
}

let turn = 0
const connection = durableStreamConnection({
  sendUrl: "http://back.end/api/chat",
  readUrl: url,
  fetchClient: async (target, { body }) =>
    toDurableChatSessionResponse({
      stream: { writeUrl: url },
      newMessages: JSON.parse(body).messages,
      responseStream: tokens(`answer${turn}`, turn++ === 0 ? async () => {} : half),
      mode: "await",
    }),
})

const question = (id) => ({ id, role: "user", parts: [{ type: "text", content: `What is ${id}?` }] })
await connection.send([question("question0")])

const messages = new Map()
const leave = new AbortController()
const reader = (async () => {
  for await (const chunk of connection.subscribe(leave.signal)) {
    if (chunk.type === "MESSAGES_SNAPSHOT") {
      for (const message of chunk.messages) {
        messages.set(message.id, message.parts.map((part) => part.content).join(""))
      }
    } else if (chunk.type === "TEXT_MESSAGE_CONTENT") {
      messages.set(chunk.messageId, (messages.get(chunk.messageId) ?? "") + chunk.delta)
    }
  }
})()
await until(() => messages.size === 2, "the first turn is read")
await connection.send([question("question1")])

const expected = [
  ["question0", "What is question0?"],
  ["answer0", words.join("")],
  ["question1", "What is question1?"],
  ["answer1", words.join("")],
]
const length = (id) => messages.get(id)?.length ?? 0
await until(() => length("answer1") >= words.join("").length, "the second turn is read")
expectEqual("the subscription", [...messages], expected)
const snapshot = await materializeSnapshotFromDurableStream({ readUrl: url })
expectEqual(
  "the snapshot",
  snapshot.messages.map((m) => [m.id, m.parts.map((part) => part.content).join("")]),
  expected
)
leave.abort()
finish()
