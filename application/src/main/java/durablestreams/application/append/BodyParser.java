package durablestreams.application.append;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import org.jspecify.annotations.Nullable;

/** Finds the messages in a request body: in JSON mode those of the text, else the body as it is. */
public final class BodyParser {

  private final JsonText json;

  public BodyParser(JsonText json) {
    this.json = json;
  }

  /**
   * Parses a whole body, which is not changed by anybody from here on.
   *
   * @param type the content type of the body; {@code null} counts as bytes
   */
  public ParsedBody parse(byte[] body, @Nullable ContentType type, RequestTimings timings) {
    if (body.length == 0) {
      return ParsedBody.EMPTY;
    }
    if (type == null || !type.isJson()) {
      return new ParsedBody.Messages(MessageBatch.ofBytes(body));
    }
    long start = timings.start();
    ParsedBody parsed = json.parse(body);
    timings.end(Phase.PARSE, start);
    return parsed;
  }
}
