// Measures how long a server takes from its start to the first answer.
//   node scripts/start-time.mjs COMMAND...
// The command starts the server; each of twelve starts gets the same data folder and a free port.
// The median of the last eleven, the shortest and the longest are printed in milliseconds.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [program, ...words] = process.argv.slice(2)
if (program === undefined) {
  console.error('usage: node scripts/start-time.mjs COMMAND...')
  process.exit(2)
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => resolve(true))
    socket.once('error', () => {})
    socket.once('close', () => resolve(false))
    socket.end('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  })

async function start(data) {
  const port = await freePort()
  const begin = performance.now()
  const flags = [`--data=${data}`, `--port=${port}`, '--admin-port=0']
  const server = spawn(program, [...words, ...flags], { stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('close', resolve))
  let code
  ended.then((value) => (code = value))
  while (!(await answers(port))) {
    if (code !== undefined || performance.now() - begin > 60_000) {
      server.kill('SIGKILL')
      throw new Error('It does not answer; start it by hand to see why.')
    }
    await pause(5)
  }
  const took = performance.now() - begin
  server.kill()
  await ended
  return Math.round(took)
}

const folder = mkdtempSync(join(tmpdir(), 'start-time-'))
try {
  const times = []
  // The first one makes the data folder.
  await start(join(folder, 'data'))
  for (let i = 0; i < 11; i++) {
    times.push(await start(join(folder, 'data')))
  }
  times.sort((a, b) => a - b)
  console.log(`median ${times[5]} ms (${times[0]} to ${times[10]})`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
