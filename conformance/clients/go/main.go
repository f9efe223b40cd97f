// Creates, appends, produces, reads, follows in both live modes and closes, while the server restarts.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	durablestreams "github.com/durable-streams/durable-streams/packages/client-go"
)

const messages = 200

type message struct {
	N int `json:"n"`
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func same(name string, numbers []int) error {
	for i, n := range numbers {
		if n != i {
			return fmt.Errorf("%s: message %d is %d", name, i, n)
		}
	}
	if len(numbers) != messages {
		return fmt.Errorf("%s got %d messages", name, len(numbers))
	}
	return nil
}

// docs/clients.md: follow

// follow reads a stream while handle returns true. A reader fails when the server is away for longer
// than its retries; a new one goes on at the offset of the last chunk.
func follow(ctx context.Context, stream *durablestreams.Stream, live durablestreams.LiveMode,
	handle func([]byte) bool) error {
	offset := durablestreams.StartOffset
	for {
		reader := stream.Read(ctx, durablestreams.WithOffset(offset), durablestreams.WithLive(live))
		for {
			chunk, err := reader.Next()
			if errors.Is(err, durablestreams.ErrStreamNotFound) || ctx.Err() != nil {
				return err
			}
			if err != nil {
				break
			}
			if len(chunk.Data) > 0 && !handle(chunk.Data) {
				return reader.Close()
			}
			offset = chunk.NextOffset
		}
		reader.Close()
		time.Sleep(100 * time.Millisecond)
	}
}

// end

func numbers(live durablestreams.LiveMode, stream *durablestreams.Stream, done chan<- error) {
	var all []int
	err := follow(context.Background(), stream, live, func(data []byte) bool {
		var batch []message
		must(json.Unmarshal(data, &batch))
		for _, m := range batch {
			all = append(all, m.N)
		}
		return len(all) < messages
	})
	if err == nil {
		err = same(string(live), all)
	}
	done <- err
}

// The published module has neither producers nor a way to close a stream: both are one request.
func post(url, body string, fields map[string]string) {
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	must(err)
	for name, value := range fields {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	must(err)
	response.Body.Close()
	if response.StatusCode/100 != 2 {
		must(errors.New(response.Status))
	}
}

func produce(url string, first, last int) {
	for n := first; n < last; n++ {
		post(url, fmt.Sprintf(`{"n":%d}`, n), map[string]string{
			"Content-Type": "application/json", "Producer-Id": "writer", "Producer-Epoch": "0",
			"Producer-Seq": strconv.Itoa(n - 1),
		})
	}
}

func main() {
	ctx := context.Background()
	url := os.Args[1]
	client := durablestreams.NewClient()
	stream := client.Stream(url)
	must(stream.Create(ctx, durablestreams.WithContentType("application/json")))
	_, err := stream.AppendJSON(ctx, message{N: 0})
	must(err)
	done := make(chan error, 2)
	go numbers(durablestreams.LiveModeLongPoll, stream, done)
	go numbers(durablestreams.LiveModeSSE, stream, done)
	produce(url, 1, messages/2)
	fmt.Println("HALF")
	_, err = bufio.NewReader(os.Stdin).ReadString('\n')
	must(err)
	produce(url, messages/2, messages)
	var all []int
	for item, err := range durablestreams.JSONItems[message](ctx, stream) {
		must(err)
		all = append(all, item.N)
	}
	must(same("catch-up", all))
	post(url, "", map[string]string{"Stream-Closed": "true"})
	must(<-done)
	must(<-done)
	fmt.Println("OK")
}
