// Chat with the transport of the AI SDK: an answer of synthetic tokens, followed from the request
// and, as after a reload of the page, by a second reader, while the server restarts.
import { createDurableChatTransport, toDurableStreamResponse } from "@durable-streams/aisdk-transport"
import { readUIMessageStream } from "ai"
import { expectEqual, finish, half } from "./half.mjs"

const url = process.argv[2]
const words = Array.from({ length: 200 }, (_, n) => `word${n} `)
const answer = words.join("")

async function* tokens() {
  yield { type: "start", messageId: "answer" }
  yield { type: "text-start", id: "text" }
  for (const [n, word] of words.entries()) {
    if (n === 100) await half()
    yield { type: "text-delta", id: "text", delta: word }
  }
  yield { type: "text-end", id: "text" }
  yield { type: "finish" }
}

// The back end: a request begins an answer, and a second one is told where it is.
async function backEnd(target, { method }) {
  if (method === "POST") {
    return toDurableStreamResponse({ source: tokens(), stream: { writeUrl: url } })
  }
  return Response.json({ streamUrl: url }, { headers: { Location: url } })
}

async function text(stream) {
  let last
  for await (const message of readUIMessageStream({ stream })) last = message
  return last.parts.map((part) => part.text).join("")
}

const transport = createDurableChatTransport({
  api: "http://back.end/api/chat",
  fetchClient: backEnd,
})
const question = { id: "question", role: "user", parts: [{ type: "text", text: "Say something" }] }
const sent = transport.sendMessages({
  trigger: "submit-message",
  chatId: "chat",
  messageId: undefined,
  messages: [question],
})
const first = sent.then(text)
await sent
const second = transport.reconnectToStream({ chatId: "chat" }).then(text)
expectEqual("the first reader", await first, answer)
expectEqual("the reader after a reload", await second, answer)
expectEqual("a reader of the whole", await text(await transport.reconnectToStream({ chatId: "chat" })), answer)
finish()
