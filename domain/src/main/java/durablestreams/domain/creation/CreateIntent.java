package durablestreams.domain.creation;

import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import org.jspecify.annotations.Nullable;

/**
 * Validated request to create a stream (protocol, section 5.1).
 *
 * @param contentType as requested, or {@code null} if absent: a fork then takes its source's, any
 *     other stream the default
 * @param expiry as requested, or {@code null} if absent: a fork then takes its source's, any other
 *     stream has none
 * @param body the initial content, parsed according to its content type
 * @param closed whether the stream is closed with that content
 * @param tenant tenant that the stream counts for; empty for the server's own streams
 * @param precondition on the stream that holds the name
 */
public record CreateIntent(
    StreamPath path,
    @Nullable ContentType contentType,
    @Nullable Expiry expiry,
    ParsedBody body,
    boolean closed,
    ForkPoint fork,
    String tenant,
    Precondition precondition) {

  /** A stream that counts for no tenant. */
  public CreateIntent(
      StreamPath path,
      @Nullable ContentType contentType,
      @Nullable Expiry expiry,
      ParsedBody body,
      boolean closed,
      ForkPoint fork) {
    this(path, contentType, expiry, body, closed, fork, "", Precondition.NONE);
  }
}
