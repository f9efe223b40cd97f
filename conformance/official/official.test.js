// Runs the official suite against the server at CONFORMANCE_TEST_URL. The suite's own command line (0.3.6)
// finds no test files under vitest 4, so the suite is registered from here.
import { runConformanceTests } from "@durable-streams/server-conformance-tests"

const baseUrl = process.env.CONFORMANCE_TEST_URL
if (!baseUrl) {
  throw new Error("CONFORMANCE_TEST_URL must name the server to test, for example http://127.0.0.1:4437")
}

runConformanceTests({
  baseUrl: baseUrl.replace(/\/+$/, ""),
  longPollTimeoutMs: Number(process.env.CONFORMANCE_LONG_POLL_TIMEOUT_MS ?? 20_000),
  subscriptions: process.env.CONFORMANCE_SUBSCRIPTIONS === "1",
})
