package durablestreams.server;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.create.CreateCommand.ForkRequest;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a stream that is created. Values are immutable; each method returns a changed
 * copy.
 */
public final class NewStream {

  private final @Nullable ContentType contentType;
  private final @Nullable Expiry expiry;
  private final byte[] messages;
  private final boolean closed;
  private final ForkRequest fork;

  private NewStream(
      @Nullable ContentType contentType,
      @Nullable Expiry expiry,
      byte[] messages,
      boolean closed,
      ForkRequest fork) {
    this.contentType = contentType;
    this.expiry = expiry;
    this.messages = messages;
    this.closed = closed;
    this.fork = fork;
  }

  /** A stream of JSON messages. */
  public static NewStream json() {
    return of("application/json");
  }

  /** A stream of UTF-8 text. */
  public static NewStream text() {
    return of("text/plain");
  }

  /**
   * A stream with this media type.
   *
   * @throws IllegalArgumentException when that is none
   */
  public static NewStream of(String contentType) {
    return new NewStream(
        new ContentType(contentType), null, new byte[0], false, CreateCommand.NO_FORK);
  }

  /** A stream that begins with all messages that {@code source} has now. */
  public static NewStream forkOf(String source) {
    return fork(new CreateCommand.ForkOf(new StreamPath(source), null, 0));
  }

  /** A stream that begins with the messages of {@code source} before an offset. */
  public static NewStream forkOf(String source, Offset offset) {
    return fork(new CreateCommand.ForkOf(new StreamPath(source), offset, 0));
  }

  private static NewStream fork(ForkRequest fork) {
    return new NewStream(null, null, new byte[0], false, fork);
  }

  /** Ends the stream after this time without a read or an append. */
  public NewStream expireAfter(Duration unused) {
    return with(new Expiry.Sliding(unused.toSeconds()));
  }

  /** Ends the stream at that instant. */
  public NewStream expireAt(Instant instant) {
    return with(new Expiry.At(instant));
  }

  private NewStream with(Expiry newExpiry) {
    return new NewStream(contentType, newExpiry, messages, closed, fork);
  }

  /** The first messages: an array or one value of JSON, or bytes; not modified afterwards. */
  public NewStream messages(byte[] first) {
    return new NewStream(contentType, expiry, first, closed, fork);
  }

  /** The first messages, as text. */
  public NewStream messages(String first) {
    return messages(first.getBytes(StandardCharsets.UTF_8));
  }

  /** Closes the stream with its creation. */
  public NewStream closed() {
    return new NewStream(contentType, expiry, messages, true, fork);
  }

  CreateCommand command(StreamPath path) {
    return new CreateCommand(path, contentType, expiry, messages, closed, fork);
  }
}
