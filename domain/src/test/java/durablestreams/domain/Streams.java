package durablestreams.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;

/** States and bodies that the tests of several rules start from. */
public final class Streams {

  public static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");
  public static final StreamKey KEY = new StreamKey(7);
  public static final StreamPath PATH = new StreamPath("a");

  private Streams() {}

  /** An open stream of bytes without data. */
  public static StreamState empty() {
    return empty(ContentType.OCTET_STREAM, Expiry.never());
  }

  public static StreamState empty(ContentType type, Expiry expiry) {
    return new StreamState(
        KEY,
        PATH,
        type,
        expiry,
        NOW,
        Origin.ROOT,
        Lineage.ofRoot(KEY),
        Tail.EMPTY,
        Closure.open(),
        StreamSeq.NONE,
        0,
        expiry.persistedDeadline(NOW),
        false);
  }

  public static ParsedBody text(String text) {
    return new ParsedBody.Messages(MessageBatch.ofBytes(text.getBytes(UTF_8)));
  }
}
