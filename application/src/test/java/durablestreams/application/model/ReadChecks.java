package durablestreams.application.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Comparison of reads with the model. */
final class ReadChecks {

  private final RotatingServer server;
  private final PlainStreams streams;
  private final String seed;

  /**
   * @param seed stands in the description of every assertion
   */
  ReadChecks(RotatingServer server, PlainStreams streams, String seed) {
    this.server = server;
    this.streams = streams;
    this.seed = seed;
  }

  /** A path without a stream, or with one that stays only for its forks, says so. */
  void isNotThere(String path) {
    DescribeOutcome outcome = server.describe(path);
    assertThat(outcome)
        .as(seed)
        .isInstanceOf(
            streams.at(path) == null ? DescribeOutcome.NotFound.class : DescribeOutcome.Gone.class);
  }

  /** A read at the tail, which restarts a sliding time to live. */
  void isThere(PlainStream known) {
    assertThat(server.read(known.path, new OffsetParameter.Now()))
        .as("%s, %s", seed, known)
        .isInstanceOf(ReadOutcome.Page.class);
    known.lastUse = streams.now();
  }

  /** Every offset that was ever returned leads to the end, through all that follows it. */
  void everythingReadsOn() {
    streams
        .living()
        .forEach(s -> List.copyOf(s.offsets.keySet()).forEach(token -> readsOn(s, token)));
  }

  /**
   * Each offset that a client computes by adding one unit to a returned one reads from the returned
   * one, unless an append of one unit follows.
   */
  void computedOffsetsReadFromTheStartOfTheAppend() {
    for (PlainStream known : streams.living()) {
      for (String token : known.json ? List.<String>of() : List.copyOf(known.offsets.keySet())) {
        Offset offset = Offset.parse(token);
        int units = Objects.requireNonNull(known.offsets.get(token));
        if (!offset.cut() && !known.offsets.containsValue(units + 1)) {
          readsOn(known, new Offset(offset.segment(), offset.within() + 1).token(), units);
        }
      }
    }
  }

  /** Page after page from this offset on to the end. */
  void readsOn(PlainStream known, String token) {
    readsOn(known, token, Objects.requireNonNull(known.offsets.get(token)));
  }

  private void readsOn(PlainStream known, String token, int from) {
    List<String> parts = new ArrayList<>();
    Offset at = Offset.parse(token);
    for (boolean more = true; more; ) {
      ReadOutcome.Page page = page(known, at);
      for (MessageBatch batch : page.batches()) {
        parts.add(new String(batch.toByteArray(), UTF_8));
      }
      at = page.next();
      more = !page.upToDate();
    }
    known.lastUse = streams.now();
    assertThat(String.join(known.json ? "," : "", parts))
        .as("%s, %s from %s", seed, known, token)
        .isEqualTo(known.text(from));
    assertThat(at.token()).as("%s, tail of %s", seed, known).isEqualTo(known.offsets.lastKey());
    assertThat(sent(known, Offset.parse(token)))
        .as("%s, bytes of %s from %s", seed, known, token)
        .isEqualTo(known.text(from));
  }

  /** What a client is sent, page after page from this offset on. */
  private String sent(PlainStream known, Offset from) {
    List<String> parts = new ArrayList<>();
    RotatingServer.SentPage page;
    Offset at = from;
    do {
      page = server.send(known.path, at);
      parts.add(new String(page.text().getBytes(ISO_8859_1), UTF_8));
      at = page.next();
    } while (!page.upToDate());
    return String.join(known.json ? "," : "", parts);
  }

  private ReadOutcome.Page page(PlainStream known, Offset at) {
    ReadOutcome outcome = server.read(known.path, new OffsetParameter.At(at));
    assertThat(outcome).as("%s, %s from %s", seed, known, at).isInstanceOf(ReadOutcome.Page.class);
    ReadOutcome.Page page = (ReadOutcome.Page) outcome;
    if (page.upToDate()) {
      assertThat(page.closed()).as("%s, %s", seed, known).isEqualTo(known.closed);
    } else {
      assertThat(page.batches())
          .as("%s: a page is not empty while data is left", seed)
          .isNotEmpty();
    }
    return page;
  }
}
