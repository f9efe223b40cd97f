package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What many clients at once must not break: unique offsets, whole batches, one winner, snapshots,
 * no lost wake-up.
 */
@OnEveryStore
class ConcurrencyEdgeCasesTest {
  private final StreamServer server;
  private final TestStream stream;

  ConcurrencyEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.stream = server.unusedStream();
  }

  /** Runs all tasks at once, from one starting line, and gives their results. */
  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    var start = new CountDownLatch(tasks.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            threads.submit(() -> {
              start.countDown();
              start.await();
              return task.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static <T> List<T> together(int count, Callable<T> task) throws Exception {
    return together(IntStream.range(0, count).mapToObj(i -> task).toList());
  }

  @Test
  void appendsNeverShareAnOffsetAndEveryOffsetReadsOn() throws Exception {
    stream.created(TEXT);
    Map<String, String> byOffset = new ConcurrentSkipListMap<>();
    List<Callable<Integer>> writers =
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(writer ->
                () -> {
                  try (var connection = server.connect()) {
                    for (int i = 0; i < 25; i++) {
                      String text = "<" + writer + "." + i + "x".repeat(writer * i) + ">";
                      String offset =
                          stream.post(TEXT, text).sendOn(connection).expect(204).nextOffset();
                      assertThat(byOffset.put(offset, text)).isNull();
                    }
                  }
                  return writer;
                })
            .toList();
    together(writers);

    assertThat(byOffset).hasSize(200);
    String all = String.join("", new TreeMap<>(byOffset).values());
    assertThat(stream.from("-1").send().text()).isEqualTo(all);
    int position = 0;
    try (var connection = server.connect()) {
      for (var append : byOffset.entrySet()) {
        position += append.getValue().length();
        assertThat(stream.from(append.getKey()).sendOn(connection).expect(200).text())
            .isEqualTo(all.substring(position));
      }
    }
  }

  @Test
  void batchesStayWhole() throws Exception {
    stream.created(JSON);
    List<Callable<HttpReply>> writers =
        IntStream.range(0, 16)
            .<Callable<HttpReply>>mapToObj(w ->
                () ->
                    stream
                        .post(
                            JSON,
                            IntStream.range(0, 50)
                                .mapToObj(i -> "\"" + w + "." + i + "\"")
                                .collect(Collectors.joining(",", "[", "]")))
                        .send()
                        .expect(204))
            .toList();
    together(writers);
    String[] messages = stream.from("-1").send().text().replaceAll("[\\[\\]\"]", "").split(",");
    assertThat(messages).hasSize(800);
    for (int from = 0; from < 800; from += 50) {
      String writer = messages[from].substring(0, messages[from].indexOf('.'));
      for (int i = 0; i < 50; i++) {
        assertThat(messages[from + i]).isEqualTo(writer + "." + i);
      }
    }
  }

  @Test
  void readersSeeHeadersAndBodyOfOneMoment() throws Exception {
    stream.created(JSON);
    int total = 300;
    Callable<String> writer =
        () -> {
          try (var connection = server.connect()) {
            for (int i = 0; i < total; i++) {
              stream.post(JSON, Integer.toString(i)).sendOn(connection).expect(204);
            }
          }
          return "";
        };
    Callable<String> reader =
        () -> {
          var seen = new ArrayList<String>();
          String next = "-1";
          try (var connection = server.connect()) {
            while (seen.size() < total) {
              HttpReply page = stream.get("live=long-poll&offset=" + next).sendOn(connection);
              if (page.status() == 200) {
                List.of(page.text().substring(1, page.text().length() - 1).split(","))
                    .forEach(seen::add);
              }
              next = page.nextOffset();
              assertThat(next).isEqualTo("0000000000000000_%016d".formatted(seen.size()));
            }
          }
          return String.join(",", seen);
        };
    String expected =
        IntStream.range(0, total).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThat(together(List.of(writer, reader, reader, reader)))
        .containsExactly("", expected, expected, expected);
  }

  @Test
  void oneOfManyCreationsWins() throws Exception {
    for (int round = 0; round < 5; round++) {
      TestStream fresh = server.unusedStream();
      List<Integer> statuses = together(12, () -> fresh.put(TEXT).body("once").send().status());
      assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
      assertThat(fresh.from("-1").send().text()).isEqualTo("once");
    }
  }

  @Test
  void oneOfManyIdenticalProducersAppends() throws Exception {
    stream.created(TEXT);
    for (int seq = 0; seq < 5; seq++) {
      WireRequest append = stream.post(TEXT, seq + ";").producer("p", 0, seq);
      assertThat(together(12, () -> append.send().status()))
          .containsOnlyOnce(200)
          .containsOnly(200, 204);
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("0;1;2;3;4;");
  }

  @Test
  void oneOfManyEqualSequencesAppends() throws Exception {
    stream.created(TEXT);
    for (int seq = 1; seq < 6; seq++) {
      WireRequest append = stream.post(TEXT, seq + ";").header("Stream-Seq", "" + seq);
      assertThat(together(12, () -> append.send().status()))
          .containsOnlyOnce(204)
          .containsOnly(204, 409);
    }
    assertThat(stream.from("-1").send().text()).isEqualTo("1;2;3;4;5;");
  }

  @Test
  void nothingIsAppendedAfterAClose() throws Exception {
    for (int round = 0; round < 5; round++) {
      TestStream closing = server.unusedStream().created(TEXT);
      List<Callable<HttpReply>> tasks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tasks.add(() -> closing.post(TEXT, "x").send());
      }
      tasks.add(5, () -> closing.close().send());
      List<HttpReply> replies = together(tasks);
      String end = replies.get(5).expect(204).nextOffset();
      long appended = replies.stream().filter(reply -> reply.status() == 204).count() - 1;
      assertThat(closing.from("-1").send().text()).hasSize(Math.toIntExact(appended));
      assertThat(closing.tail()).isEqualTo(end);
      assertThat(replies)
          .filteredOn(reply -> reply.status() == 409)
          .allSatisfy(reply -> assertThat(reply.nextOffset()).isEqualTo(end));
    }
  }

  @Test
  void noWakeUpIsLostBetweenLookingAndWaiting() throws Exception {
    stream.created(TEXT);
    try (WireConnection waiter = server.connect();
        WireConnection writer = server.connect()) {
      String next = stream.tail();
      for (int i = 0; i < 200; i++) {
        waiter.write(stream.longPoll(next).bytes());
        String after = stream.post(TEXT, "m" + i).sendOn(writer).expect(204).nextOffset();
        HttpReply woken = waiter.readReply("GET").expect(200);
        assertThat(woken.text()).isEqualTo("m" + i);
        assertThat(woken.nextOffset()).isEqualTo(after);
        next = after;
      }
    }
  }

  @Test
  void aThousandReadersFollowOneStream() throws Exception {
    stream.created(TEXT);
    List<WireConnection> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        WireConnection reader = server.connect();
        readers.add(reader);
        reader.write(stream.get("offset=-1&live=sse").bytes());
      }
      stream.append(TEXT, "hello");
      stream.close().send().expect(204);
      for (WireConnection reader : readers) {
        HttpReply events = reader.readReply("GET").expect(200);
        assertThat(events.text()).contains("hello").contains("\"streamClosed\":true");
      }
    } finally {
      readers.forEach(WireConnection::close);
    }
  }
}
