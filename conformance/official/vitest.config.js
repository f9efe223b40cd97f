import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["*.test.js"],
    setupFiles: ["./credentials.js"],
    // Two long-poll tests carry no limit of their own and wait for the server's long-poll timeout:
    // a server that waits longer than vitest's usual five seconds needs a longer limit here.
    testTimeout: Number(process.env.CONFORMANCE_TEST_TIMEOUT_MS ?? 5_000),
  },
})
