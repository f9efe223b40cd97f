"""Creates, appends, produces, reads, follows in both live modes and closes, while the server restarts."""

import sys
import threading
import time

import httpx
from durable_streams import DurableStream, DurableStreamError, FetchError, stream

url = sys.argv[1]
expected = list(range(200))


# docs/clients.md: follow
def follow(url, live, handle):
    """Follows while handle returns true: an iterator ends, or fails, when its connection does."""
    offset = "-1"
    while True:
        try:
            with stream(url, offset=offset, live=live) as response:
                for event in response.iter_events(mode="json"):
                    for message in event.data:
                        if not handle(message):
                            return
                    offset = event.next_offset
        except (httpx.HTTPError, FetchError, DurableStreamError) as error:
            status = getattr(error, "status", None)
            if status is not None and status < 500:
                raise
            time.sleep(0.1)


# end


def same(name, numbers):
    if numbers != expected:
        raise AssertionError(f"{name} got {len(numbers)} messages: {numbers}")


handle = DurableStream.create(url, content_type="application/json")
handle.append({"n": 0})
followed = {"long-poll": [], "sse": []}


def collect(live):
    numbers = followed[live]

    def handle(message):
        numbers.append(message["n"])
        return len(numbers) < len(expected)

    follow(url, live, handle)


readers = [threading.Thread(target=collect, args=(live,), daemon=True) for live in followed]
for reader in readers:
    reader.start()


def post(fields, **body):
    """The published package has neither producers nor a way to close: both are one request."""
    httpx.post(url, headers=fields, **body).raise_for_status()


def produce(first, last):
    for n in range(first, last):
        fields = {"Producer-Id": "writer", "Producer-Epoch": "0", "Producer-Seq": str(n - 1)}
        post(fields, json={"n": n})


produce(1, 100)
print("HALF", flush=True)
sys.stdin.readline()
produce(100, 200)
with stream(url, offset="-1", live=False) as response:
    same("catch-up", [message["n"] for message in response.read_json()])
post({"Stream-Closed": "true"})
for reader in readers:
    reader.join(60)
for live, numbers in followed.items():
    same(live, numbers)
print("OK", flush=True)
