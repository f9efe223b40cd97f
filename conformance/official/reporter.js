// A vitest reporter that writes one JSON object to REPORT_FILE: the outcome and the messages of every test. Vitest's own
// JSON report has stacks in place of messages, and the stack of a test that ran out of time does not say so.
import { writeFileSync } from "node:fs"

const message = (error) => [error.name, error.message].filter(Boolean).join(": ")

export default class Reporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = []
    const errors = unhandledErrors.map(message)
    for (const module of modules) {
      errors.push(...module.errors().map(message))
      for (const test of module.children.allTests()) {
        const result = test.result()
        tests.push({ name: test.fullName, state: result.state, messages: (result.errors ?? []).map(message) })
      }
    }
    writeFileSync(process.env.REPORT_FILE, JSON.stringify({ tests, errors }))
  }
}
