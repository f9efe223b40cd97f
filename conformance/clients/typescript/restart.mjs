// Creates, appends, produces, reads, follows in both live modes and closes, while the server restarts.
import { once } from "node:events"
import { DurableStream, IdempotentProducer } from "@durable-streams/client"

const url = process.argv[2]
const expected = Array.from({ length: 200 }, (_, n) => n)

function same(name, numbers) {
  if (JSON.stringify(numbers) !== JSON.stringify(expected)) {
    throw new Error(`${name} got ${numbers.length} messages: ${numbers}`)
  }
}

const handle = await DurableStream.create({ url, contentType: "application/json" })

// docs/clients.md: follow
async function follow(handle, live, handleMessage) {
  const response = await handle.stream({ offset: "-1", live })
  // Reconnects by itself, and ends when the stream is closed.
  for await (const message of response.jsonStream()) handleMessage(message)
}
// end

const readers = ["long-poll", "sse"].map(async (live) => {
  const numbers = []
  await follow(handle, live, (message) => numbers.push(message.n))
  same(live, numbers)
})
await handle.append(JSON.stringify({ n: 0 }))

const producer = new IdempotentProducer(handle, "writer", {
  autoClaim: true,
  lingerMs: 0,
  onError: (error) => {
    throw error
  },
})

async function produce(from, to) {
  for (let n = from; n < to; n++) {
    producer.append(JSON.stringify({ n }))
    await producer.flush()
  }
}

await produce(1, 100)
console.log("HALF")
await once(process.stdin, "data")
await produce(100, 200)
same("catch-up", (await (await handle.stream({ offset: "-1", live: false })).json()).map((m) => m.n))
await producer.close()
await handle.close()
await Promise.all(readers)
console.log("OK")
process.exit(0)
