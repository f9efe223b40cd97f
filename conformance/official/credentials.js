// Gives every request the bearer token of CONFORMANCE_WRITE_TOKEN or CONFORMANCE_READ_TOKEN, as a client would that was
// made for a server with access control: the suite itself knows nothing of credentials but the tokens of workers.
const { CONFORMANCE_WRITE_TOKEN, CONFORMANCE_READ_TOKEN } = process.env

if (CONFORMANCE_WRITE_TOKEN || CONFORMANCE_READ_TOKEN) {
  const plain = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const request = input instanceof Request ? input : undefined
    const method = (init?.method ?? request?.method ?? "GET").toUpperCase()
    const control = String(request?.url ?? input).includes("/__ds/")
    const reads = !control && ["GET", "HEAD", "OPTIONS"].includes(method)
    const token = reads ? CONFORMANCE_READ_TOKEN : CONFORMANCE_WRITE_TOKEN
    const headers = new Headers(init?.headers ?? request?.headers)
    if (!headers.has("Authorization")) {
      headers.set("Authorization", `Bearer ${token}`)
    }
    return plain(input, { ...init, headers })
  }
}
