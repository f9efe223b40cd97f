package durablestreams.server;

import durablestreams.application.append.AppendCommand;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Messages to append, and what goes with them. Values are immutable; each method returns a changed
 * copy.
 */
public final class Append {

  private final byte[] messages;
  private final @Nullable ProducerStamp producer;
  private final StreamSeq sequence;
  private final boolean close;

  private Append(
      byte[] messages, @Nullable ProducerStamp producer, StreamSeq sequence, boolean close) {
    this.messages = messages;
    this.producer = producer;
    this.sequence = sequence;
    this.close = close;
  }

  /** In a JSON stream an array of messages or one, otherwise bytes; not modified afterwards. */
  public static Append of(byte[] messages) {
    return new Append(messages, null, StreamSeq.NONE, false);
  }

  /** The same as text. */
  public static Append of(String messages) {
    return of(messages.getBytes(StandardCharsets.UTF_8));
  }

  /** Marks the append as number {@code seq} of a producer, so that it is never stored twice. */
  public Append producer(String id, long epoch, long seq) {
    return new Append(messages, new ProducerStamp(id, epoch, seq), sequence, close);
  }

  /** Refuses the append unless {@code text} is after that of the last append that had one. */
  public Append sequence(String text) {
    return new Append(messages, producer, new StreamSeq(text), close);
  }

  /** Closes the stream with the append. */
  public Append close() {
    return new Append(messages, producer, sequence, true);
  }

  boolean isEmpty() {
    return messages.length == 0;
  }

  AppendCommand command(StreamPath path, @Nullable ContentType contentType) {
    return new AppendCommand(path, contentType, messages, producer, sequence, close);
  }
}
