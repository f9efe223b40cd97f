// The test stops the server and starts it again between HALF and the next line of its input.
import { once } from "node:events"

export async function half() {
  console.log("HALF")
  await once(process.stdin, "data")
}

export function expectEqual(name, actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value))
  if (a !== b) throw new Error(`${name}: ${a}\ninstead of ${b}`)
}

export async function until(holds, what) {
  for (const end = Date.now() + 60_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`not within a minute: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export function finish() {
  console.log("OK")
  process.exit(0)
}
