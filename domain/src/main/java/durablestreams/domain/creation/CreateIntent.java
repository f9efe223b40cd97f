package durablestreams.domain.creation;

import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import org.jspecify.annotations.Nullable;

/**
 * A stream a client wants to exist (protocol, section 5.1).
 *
 * @param contentType what the client named, or {@code null}: then a fork has its source's, any
 *     other stream the default
 * @param expiry what the client named, or {@code null}: then a fork has its source's, any other
 *     stream none
 * @param body its first content, parsed as its content type asks
 * @param closed whether it is complete with that
 * @param tenant whom the stream counts for; empty for one of the server's own
 */
public record CreateIntent(
    StreamPath path,
    @Nullable ContentType contentType,
    @Nullable Expiry expiry,
    ParsedBody body,
    boolean closed,
    ForkPoint fork,
    String tenant) {

  /** A stream that counts for nobody. */
  public CreateIntent(
      StreamPath path,
      @Nullable ContentType contentType,
      @Nullable Expiry expiry,
      ParsedBody body,
      boolean closed,
      ForkPoint fork) {
    this(path, contentType, expiry, body, closed, fork, "");
  }
}
