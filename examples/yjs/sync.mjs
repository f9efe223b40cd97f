// Two Yjs documents that stay the same through streams of this server, across compactions.
//   npm ci && node sync.mjs http://localhost:4437
import { YjsProvider } from "@durable-streams/y-durable-streams"
import { YjsServer } from "@durable-streams/y-durable-streams/server"
import * as Y from "yjs"

const streams = process.argv.slice(2).find((a) => a.startsWith("http")) ?? "http://localhost:4437"
const docId = `notes-${Date.now()}`

// Speaks the protocol of the documents, and keeps them in streams. A document is compacted once its
// updates have this many bytes; 1 MiB is more usual.
const documents = new YjsServer({ port: 0, dsServerUrl: streams, compactionThreshold: 4096 })
await documents.start()
const baseUrl = `${documents.url}/v1/yjs/example`
await expectOk(await fetch(`${baseUrl}/docs/${docId}`, { method: "PUT" }))

async function open(liveMode) {
  const doc = new Y.Doc()
  const provider = new YjsProvider({ doc, baseUrl, docId, liveMode })
  provider.on("error", (error) => console.error(error))
  await until(() => provider.synced, "a document is synced")
  return { doc, provider, text: doc.getText("text") }
}

async function expectOk(response) {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}

async function until(holds, what) {
  for (const end = Date.now() + 30_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`not within 30 seconds: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function snapshot() {
  const url = `${baseUrl}/docs/${docId}?offset=snapshot`
  return (await fetch(url, { redirect: "manual" })).headers.get("location")
}

const alice = await open("sse")
const bob = await open("long-poll")
alice.text.insert(0, "Hello from Alice. ")
bob.text.insert(0, "Hello from Bob. ")
const same = (a, b) => a.text.toString() === b.text.toString()
await until(() => same(alice, bob) && alice.text.length === 34, "two edits are in both documents")

let before = await snapshot()
for (let compactions = 0; compactions < 2; compactions++) {
  let edits = 0
  await until(async () => {
    const author = edits++ % 2 === 0 ? alice : bob
    author.text.insert(author.text.length, `edit ${edits} ${"x".repeat(200)}\n`)
    await until(() => same(alice, bob), "an edit is in both documents")
    const now = await snapshot()
    const compacted = now !== before
    before = now
    return compacted
  }, "a compaction")
  console.log(`compacted to ${before.split("offset=")[1]}`)
}

if (process.argv.includes("--restart")) {
  console.log("HALF") // the test stops the server and starts it again
  await new Promise((resolve) => process.stdin.once("data", resolve))
}

// A document that is opened now begins at the snapshot, and follows from there.
const carol = await open("sse")
bob.text.insert(0, "Carol is here. ")
await until(() => same(alice, carol) && same(bob, carol), "three documents are the same")
console.log(`three documents of ${carol.text.length} characters are the same`)

for (const { provider } of [alice, bob, carol]) provider.destroy()
await documents.stop()
console.log("OK")
process.exit(0)
