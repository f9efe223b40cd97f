package durablestreams.server;

import static durablestreams.server.StreamExceptions.refused;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A stream by its name, called in process. The stream need not exist yet.
 *
 * <p>Calls have the same effects as requests over HTTP and return when these are durable. The
 * access policy is not asked: the application is trusted. All methods are safe for use by many
 * threads, and block; those that cannot be done throw a {@link StreamException}. When memory or the
 * commit queue is short, they throw {@link
 * durablestreams.application.memory.InsufficientMemoryException} or {@link
 * durablestreams.application.OverloadedException}: try again later.
 */
public final class LocalStream {

  private final StreamPath path;
  private final StreamService service;
  private final Executor threads;

  LocalStream(StreamPath path, StreamService service, Executor threads) {
    this.path = path;
    this.service = service;
    this.threads = threads;
  }

  /** The name, decoded. */
  public String name() {
    return path.value();
  }

  /**
   * Creates the stream, unless it exists with the same configuration.
   *
   * @param contentType media type of the stream, such as {@code application/json}
   * @return whether it is new
   */
  public boolean create(String contentType) {
    return create(NewStream.of(contentType));
  }

  /** The same with more than a media type. */
  public boolean create(NewStream stream) {
    requireWritable();
    CreateOutcome outcome = service.create().create(stream.command(path), RequestTimings.OFF);
    return switch (outcome) {
      case CreateOutcome.Created _ -> true;
      case CreateOutcome.AlreadyExists _ -> false;
      default -> throw refused(outcome);
    };
  }

  /**
   * Appends to the stream.
   *
   * @param messages in a JSON stream an array of messages or one, otherwise bytes; not modified
   *     afterwards
   */
  public Appended append(byte[] messages) {
    return append(Append.of(messages));
  }

  /** The same with text. */
  public Appended append(String messages) {
    return append(Append.of(messages));
  }

  /** The same with what else goes with an append. */
  public Appended append(Append append) {
    requireWritable();
    AppendCommand command =
        append.command(path, append.isEmpty() ? null : describe().contentType());
    AppendOutcome outcome = service.append().append(command, RequestTimings.OFF);
    return switch (outcome) {
      case AppendOutcome.Accepted accepted ->
          new Appended(accepted.tail(), false, accepted.closed());
      case AppendOutcome.Duplicate duplicate ->
          new Appended(duplicate.tail(), true, duplicate.closed());
      case AppendOutcome.AlreadyClosed(Offset tail) -> new Appended(tail, true, true);
      default -> throw refused(outcome);
    };
  }

  /** Closes the stream: nothing can be appended any more. */
  public Appended close() {
    return append(Append.of("").close());
  }

  /** Reads the first page. */
  public StreamPage read() {
    return read(new OffsetParameter.Beginning());
  }

  /** Reads the page after an offset, such as the one that the last page ended with. */
  public StreamPage read(Offset from) {
    return read(new OffsetParameter.At(from));
  }

  /** Reads a page; it is empty at the end of the stream. */
  public StreamPage read(OffsetParameter from) {
    ReadOutcome outcome = service.read().read(path, from, RequestTimings.OFF);
    if (outcome instanceof ReadOutcome.Page page) {
      try (page) {
        return StreamPage.of(
            page.contentType(), page.batches(), page.next(), page.upToDate(), page.closed());
      }
    }
    throw refused(outcome);
  }

  /** Follows the stream from its first message. */
  public Flow.Publisher<StreamPage> follow() {
    return follow(new OffsetParameter.Beginning());
  }

  /** Follows the stream from an offset. */
  public Flow.Publisher<StreamPage> follow(Offset from) {
    return follow(new OffsetParameter.At(from));
  }

  /**
   * Follows the stream: what it holds, then what is appended, until it is closed.
   *
   * <p>Each subscriber reads by itself, on a virtual thread, as fast as it requests pages. One that
   * is slow delays neither appends nor other readers. {@code onComplete} means that the stream is
   * closed; {@code onError} gets a {@link StreamException}, with {@link
   * StreamException.Reason#STOPPING} when the server is closed.
   */
  public Flow.Publisher<StreamPage> follow(OffsetParameter from) {
    return subscriber ->
        FollowSubscription.begin(service.follow(), path, from, subscriber, threads);
  }

  /** What is known about the stream without reading it. */
  public DescribeOutcome.Description describe() {
    DescribeOutcome outcome = service.describe().describe(path, RequestTimings.OFF);
    if (outcome instanceof DescribeOutcome.Description description) {
      return description;
    }
    throw refused(outcome);
  }

  /** Deletes the stream with its messages. */
  public void delete() {
    requireWritable();
    DeleteOutcome outcome = service.delete().delete(path, RequestTimings.OFF);
    if (!(outcome instanceof DeleteOutcome.Deleted)) {
      throw refused(outcome);
    }
  }

  private void requireWritable() {
    if (path.equals(SystemStreams.REGISTRY)) {
      throw new IllegalArgumentException("only the server writes to " + path);
    }
  }

  @Override
  public String toString() {
    return "LocalStream[" + path + "]";
  }
}
