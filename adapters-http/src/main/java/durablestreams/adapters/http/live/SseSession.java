package durablestreams.adapters.http.live;

import static java.util.Objects.requireNonNull;

import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.ExpiryFields;
import durablestreams.adapters.http.exchange.Deadline;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.LiveOutput;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.live.NonBlockingSink;
import durablestreams.application.live.SinkReader;
import durablestreams.application.live.SinkStep;
import durablestreams.application.memory.Hold;
import durablestreams.domain.cursor.CursorRules;
import durablestreams.domain.offset.Offset;
import io.helidon.http.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Live read as Server-Sent Events (protocol, section 5.8).
 *
 * <p>Readers of one stream share the frames of its small batches; larger ones are encoded for each
 * reader, piece by piece, while they are written. What differs between readers is the end of the
 * control event, which is made once for a connection. Its cursor is that of the moment the
 * connection began, so a client that comes back after it finds itself in a later interval.
 */
public final class SseSession {

  private static final FixedFields EVENT_STREAM =
      FixedFields.of("Content-Type", "text/event-stream");
  private static final FixedFields BASE64 = FixedFields.of("Stream-SSE-Data-Encoding", "base64");

  private static final byte[] CLOSED =
      SseEncoder.ascii(",\"upToDate\":true,\"streamClosed\":true}\n\n");
  private static final byte[] HEARTBEAT = SseEncoder.ascii(":\n\n");

  private final Duration lifetime;
  private final Duration heartbeat;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final EncodingTurns turns = new EncodingTurns();

  public SseSession(
      Duration lifetime, Duration heartbeat, InstantSource clock, RandomGenerator random) {
    this.lifetime = lifetime;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.random = random;
  }

  void serve(Exchange exchange, LiveReads.Request request, LiveReader reader)
      throws InterruptedException {
    Duration shortened =
        lifetime.minus(lifetime.multipliedBy(random.nextInt(100)).dividedBy(1_000));
    Deadline deadline = Deadline.in(shortened, request.caller(), clock);
    long cursor = CursorRules.next(request.echoed(), clock.instant(), random);
    LiveStep first = reader.next(Duration.ZERO);
    Response response = exchange.respond(Status.OK_200).add(EVENT_STREAM).add(CachePolicy.live());
    if (!reader.contentType().isText()) {
      response.add(BASE64);
    }
    ExpiryFields.add(response, reader.expiry());
    new Connection(response.live(), reader, cursor).run(first, deadline);
  }

  private final class Connection implements NonBlockingSink {
    private final LiveOutput out;
    private final LiveReader reader;
    private final byte[] behind;
    private final byte[] atTail;
    private boolean toldPlace;

    /** The memory of what {@link #take} could not send at once. */
    private Hold unsent = Hold.NONE;

    Connection(LiveOutput out, LiveReader reader, long cursor) {
      this.out = out;
      this.reader = reader;
      this.behind = SseEncoder.ascii(",\"streamCursor\":\"" + cursor + "\"}\n\n");
      this.atTail = SseEncoder.ascii(",\"streamCursor\":\"" + cursor + "\",\"upToDate\":true}\n\n");
    }

    void run(LiveStep first, Deadline deadline) throws InterruptedException {
      try {
        follow(first, deadline);
      } finally {
        unsent.close();
      }
    }

    private void follow(LiveStep first, Deadline deadline) throws InterruptedException {
      SinkReader sending = reader.withSink(this);
      boolean more = tell(first);
      for (Duration left = deadline.left(); more && !left.isZero(); left = deadline.left()) {
        SinkStep step = next(sending, left.compareTo(heartbeat) < 0 ? left : heartbeat);
        boolean over = step instanceof LiveStep.Timeout && deadline.left().isZero();
        more = !over && tell(step);
      }
      out.end();
    }

    /** What comes within {@code wait} and cannot be sent but by this thread. */
    private SinkStep next(SinkReader sending, Duration wait) throws InterruptedException {
      if (!out.beginNonBlocking()) {
        return reader.next(wait);
      }
      try {
        return sending.next(wait);
      } finally {
        out.endNonBlocking();
      }
    }

    /** Sends what a step brought, and says whether there may be another. */
    private boolean tell(SinkStep step) {
      switch (step) {
        case LiveStep.Data data -> {
          try (data) {
            data(data);
          }
          toldPlace = true;
          return !data.closed();
        }
        case LiveStep.Timeout(Offset next, boolean upToDate) -> {
          if (toldPlace) {
            out.append(HEARTBEAT);
          } else {
            toldPlace = true;
            out.append(SseEncoder.controlStart(next));
            out.append(upToDate ? atTail : behind);
          }
          out.flush();
          return true;
        }
        case SinkStep.PartiallySent() -> {
          out.flush();
          unsent.close();
          unsent = Hold.NONE;
          return true;
        }
        case LiveStep.Ended(Offset tail) -> {
          out.append(SseEncoder.controlStart(tail));
          out.append(CLOSED);
          return false;
        }
        case LiveStep.Trimmed(Offset _) -> {
          return false; // the client is told why, and where to go on, when it comes back
        }
        case LiveStep.Deleted(), LiveStep.Stopping(Offset _) -> {
          return false;
        }
      }
    }

    @Override
    public Outcome take(LiveStep.Data data) {
      Outcome outcome = Outcome.REFUSED;
      try {
        outcome = takeAtOnce(data.batches(), data.upToDate());
        toldPlace |= outcome != Outcome.REFUSED;
      } finally {
        if (outcome == Outcome.PARTIALLY_SENT) {
          unsent = data.hold();
        } else {
          data.close();
        }
      }
      return outcome;
    }

    private Outcome takeAtOnce(List<LiveBatch> batches, boolean upToDate) {
      long bytes = 0;
      for (LiveBatch batch : batches) {
        SseFrame frame = SseFrame.of(batch, reader.contentType());
        if (frame == null) {
          return Outcome.REFUSED;
        }
        bytes += frame.bytes().length + atTail.length;
      }
      if (!out.hasRoomFor(bytes)) {
        return Outcome.REFUSED;
      }
      int last = batches.size() - 1;
      for (int i = 0; i <= last; i++) {
        SseFrame frame = SseFrame.of(batches.get(i), reader.contentType());
        out.append(requireNonNull(frame).bytes());
        out.append(upToDate && i == last ? atTail : behind);
      }
      return out.flushAtOnce() ? Outcome.SENT : Outcome.PARTIALLY_SENT;
    }

    private void data(LiveStep.Data data) {
      List<LiveBatch> batches = data.batches();
      int last = batches.size() - 1;
      out.gather(data.pieceBytes());
      for (int i = 0; i <= last; i++) {
        append(batches.get(i));
        boolean ended = data.closed() && i == last;
        out.append(ended ? CLOSED : data.upToDate() && i == last ? atTail : behind);
      }
      if (!data.closed()) {
        out.flush();
      }
    }

    private void append(LiveBatch batch) {
      SseFrame frame = SseFrame.of(batch, reader.contentType());
      if (frame != null) {
        out.append(frame.bytes());
        return;
      }
      turns.encode(batch, reader.contentType(), out);
    }
  }
}
