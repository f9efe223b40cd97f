// Tables that follow a stream of changes, in both live modes, while the server restarts.
import { DurableStream } from "@durable-streams/client"
import { MaterializedState, createStateSchema } from "@durable-streams/state"
import { createStreamDB } from "@durable-streams/state/db"
import { expectEqual, finish, half, until } from "./half.mjs"

const url = process.argv[2]
const anything = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const schema = createStateSchema({
  users: { schema: anything, type: "user", primaryKey: "id" },
})

const stream = await DurableStream.create({ url, contentType: "application/json" })
const append = (event) => stream.append(JSON.stringify(event))
const user = (n, name) => ({ id: `${n}`, name })
for (let n = 0; n < 50; n++) await append(schema.users.insert({ value: user(n, "early") }))

const open = async (live) => {
  const streamOptions = { url, contentType: "application/json" }
  const db = createStreamDB({ streamOptions, live, state: schema })
  await db.preload()
  expectEqual(`${live} after the preload`, db.collections.users.size, 50)
  return db
}
const tables = { sse: await open("sse"), "long-poll": await open("long-poll") }

await half()
for (let n = 0; n < 50; n += 2) await append(schema.users.update({ value: user(n, "late") }))
for (let n = 1; n < 50; n += 2) await append(schema.users.delete({ key: `${n}` }))
await append(schema.users.insert({ value: user(50, "last") }))

const expected = Array.from({ length: 26 }, (_, n) => user(2 * n, n < 25 ? "late" : "last"))
const sorted = (values) => [...values].map(({ id, name }) => ({ id, name })).sort((a, b) => a.id - b.id)
for (const [live, db] of Object.entries(tables)) {
  await until(() => db.collections.users.has("50"), `the last change by ${live}`)
  expectEqual(live, sorted(db.collections.users.values()), expected)
  db.close()
}
const state = new MaterializedState()
const response = await stream.stream({ offset: "-1", live: false })
for (const event of await response.json()) state.apply(event)
expectEqual("the state of a whole read", sorted(state.getType("user").values()), expected)
finish()
