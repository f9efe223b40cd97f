// Runs the reference server on PORT: in memory, or on files when DATA names a folder.
import { DurableStreamTestServer } from "@durable-streams/server"

const server = new DurableStreamTestServer({
  host: "127.0.0.1",
  port: Number(process.env.PORT),
  ...(process.env.DATA ? { dataDir: process.env.DATA } : {}),
})

await server.start()

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => process.exit(0))
}
