// Shows the room's stream: what is on the page is made of its messages and nothing else, so a reload
// only reads them again.
import { stream } from "@durable-streams/client"

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const state = document.querySelector("#state")

let session
let renewAt = 0

/** The address of the room and a token for it, renewed when half of its time is over. */
async function currentSession() {
  if (Date.now() >= renewAt) {
    const answer = await fetch("/session")
    if (!answer.ok) throw new Error(`no session: ${answer.status}`)
    session = await answer.json()
    renewAt = Date.now() + session.renewAfter * 1000
  }
  return session
}

const answers = new Map()

function paragraph(className, text) {
  const element = document.createElement("p")
  element.className = className
  element.textContent = text
  document.querySelector("#messages").append(element)
  return element
}

function show({ id, text, token, done }) {
  if (text !== undefined) {
    paragraph("question", text)
    answers.set(id, paragraph("answer", ""))
  } else if (token !== undefined) {
    answers.get(id).textContent += token
  } else if (done) {
    answers.get(id).classList.add("done")
  }
}

/** Follows the room; after a connection that failed it goes on behind the last message shown. */
async function follow() {
  let offset = "-1"
  for (;;) {
    try {
      const response = await stream({
        url: (await currentSession()).url,
        offset,
        live: "sse",
        // Asked for again with each request, so that the token is a current one.
        headers: { Authorization: async () => `Bearer ${(await currentSession()).token}` },
      })
      state.textContent = "connected"
      response.subscribeJson((batch) => {
        batch.items.forEach(show)
        offset = batch.offset
      })
      await response.closed
      return
    } catch (error) {
      state.textContent = `reconnecting: ${error.message}`
      await sleep(500)
    }
  }
}

/** Sends a question until the back end has taken it; the id makes a repetition harmless. */
async function ask(text) {
  const question = JSON.stringify({ id: crypto.randomUUID(), text })
  for (;;) {
    const request = { method: "POST", body: question }
    const answer = await fetch("/questions", request).catch(() => ({ status: 503 }))
    if (answer.status < 500) return
    await sleep(500)
  }
}

document.querySelector("#form").addEventListener("submit", (event) => {
  event.preventDefault()
  const input = document.querySelector("#text")
  ask(input.value)
  input.value = ""
})

follow()
