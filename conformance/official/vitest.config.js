import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["*.test.js"],
    setupFiles: ["./credentials.js"],
    // The limit of tests that set none. Vitest's five seconds are too few on a busy machine, and for two long-poll
    // tests that wait for the server's long-poll timeout.
    testTimeout: Number(process.env.CONFORMANCE_TEST_TIMEOUT_MS ?? 65_000),
  },
})
