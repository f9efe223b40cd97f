package durablestreams.application.append;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * Parser of request bodies: in JSON mode it finds the messages of the text; otherwise the body is
 * one message.
 */
public final class BodyParser {

  private final JsonText json;
  private final MemoryBudget memory;

  public BodyParser(JsonText json, MemoryBudget memory) {
    this.json = json;
    this.memory = memory;
  }

  /**
   * A lease for a body that has none.
   *
   * @throws InsufficientMemoryException when there is no room now
   */
  public Lease lease(byte[] body) {
    Lease lease = memory.tryTake(Share.ofBody(body.length), body.length);
    if (lease == null) {
      throw new InsufficientMemoryException();
    }
    return lease;
  }

  /**
   * Parses a whole body, which must not be modified any more.
   *
   * @param lease grows by what the messages need
   * @param type the content type of the body; {@code null} counts as bytes
   * @throws InsufficientMemoryException when there is no room for that now
   * @throws durablestreams.application.memory.ExceedsMemoryException when there can never be
   */
  public ParsedBody parse(
      byte[] body, Lease lease, @Nullable ContentType type, RequestTimings timings) {
    if (body.length == 0) {
      return ParsedBody.EMPTY;
    }
    if (type == null || !type.isJson()) {
      return new ParsedBody.Messages(MessageBatch.ofBytes(body));
    }
    long start = timings.start();
    ParsedBody parsed = json.parse(body, lease);
    timings.end(Phase.PARSE, start);
    return parsed;
  }
}
