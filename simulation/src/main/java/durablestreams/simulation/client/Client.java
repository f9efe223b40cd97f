package durablestreams.simulation.client;

import durablestreams.application.DamagedException;
import durablestreams.application.InDoubtException;
import durablestreams.application.OverloadedException;
import durablestreams.application.UnavailableException;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.simulation.client.History.Append;
import durablestreams.simulation.client.History.Content;
import durablestreams.simulation.client.Servers.NoAnswerException;
import durablestreams.simulation.schedule.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Client that records what it sends and sees. What it does next is up to its role. */
public final class Client {

  static final RequestTimings OFF = RequestTimings.OFF;

  /** How often a request that may be repeated is. */
  private static final int TRIES = 1_000;

  /** The same once the archive has lied: what it should hold is lost. */
  private static final int TRIES_OF_LOST = 60;

  /** The archive has lied about what a request needs. */
  public static final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostException() {
      super("lost in the archive", null, false, false);
    }
  }

  private final String name;
  private final Servers servers;
  private final History history;
  private final Scheduler scheduler;
  private int sent;

  public Client(String name, Servers servers, History history, Scheduler scheduler) {
    this.name = name;
    this.servers = servers;
    this.history = history;
    this.scheduler = scheduler;
  }

  public String name() {
    return name;
  }

  public int random(int bound) {
    return scheduler.random().nextInt(bound);
  }

  public Servers servers() {
    return servers;
  }

  public History history() {
    return history;
  }

  /** Waits a random time of at most that many milliseconds. */
  public void think(int atMostMillis) {
    Servers.pause(Duration.ofMillis(1 + random(atMostMillis)));
  }

  public static boolean isText(String path) {
    return path.contains("text");
  }

  public static ContentType type(String path) {
    return isText(path) ? new ContentType("text/plain") : ContentType.JSON;
  }

  /** New messages for a path, each with another text. */
  public List<String> messages(String path, int count) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = name + ":" + path + ":" + sent++;
      messages.add(isText(path) ? "<" + text + ">" : "\"" + text + "\"");
    }
    return messages;
  }

  public static byte[] body(String path, List<String> messages) {
    String text = isText(path) ? String.join("", messages) : String.join(",", messages);
    boolean array = !isText(path) && messages.size() > 1;
    return (array ? "[" + text + "]" : text).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Creates a stream, with retries.
   *
   * @return the first answer
   */
  public CreateOutcome create(
      String path, @Nullable Expiry expiry, CreateCommand.ForkRequest fork) {
    boolean forks = fork instanceof CreateCommand.ForkOf;
    CreateCommand command =
        new CreateCommand(
            new StreamPath(path), forks ? null : type(path), expiry, new byte[0], false, fork);
    CreateOutcome outcome = repeat(() -> servers.change(s -> s.create().create(command, OFF)));
    scheduler.trace(name + " created " + path + ": " + outcome.getClass().getSimpleName());
    return outcome;
  }

  public DeleteOutcome delete(String path) {
    DeleteOutcome outcome =
        repeat(() -> servers.change(s -> s.delete().delete(new StreamPath(path), OFF)));
    scheduler.trace(name + " deleted " + path + ": " + outcome.getClass().getSimpleName());
    return outcome;
  }

  /**
   * Appends once.
   *
   * @return the answer; empty if the outcome is not known
   */
  public Optional<AppendOutcome> append(
      String path, List<String> messages, @Nullable ProducerStamp stamp, boolean close) {
    Append append = history.begin(path, messages);
    return append(append, stamp, close);
  }

  /** Sends an append again, or for the first time. */
  public Optional<AppendOutcome> append(
      Append append, @Nullable ProducerStamp stamp, boolean close) {
    AppendCommand command =
        new AppendCommand(
            new StreamPath(append.path),
            append.messages.isEmpty() ? null : type(append.path),
            body(append.path, append.messages),
            stamp,
            StreamSeq.NONE,
            close);
    try {
      AppendOutcome outcome = servers.change(s -> s.append().append(command, OFF));
      scheduler.trace(
          name + " appended " + append.messages + ": " + outcome.getClass().getSimpleName());
      switch (outcome) {
        case AppendOutcome.Accepted accepted -> {
          append.acknowledged = accepted.tail();
          append.stored = true;
        }
        case AppendOutcome.Duplicate ignored -> append.stored = true;
        default -> append.refused = stamp == null;
      }
      return Optional.of(outcome);
    } catch (NoAnswerException | InDoubtException e) {
      scheduler.trace(name + " does not know about " + append.messages);
      return Optional.empty();
    } catch (UnavailableException | OverloadedException | InsufficientMemoryException e) {
      // The answer says that nothing was stored.
      scheduler.trace(name + " was refused " + append.messages);
      append.refused = stamp == null;
      return Optional.empty();
    }
  }

  /** Repeats a request until it is answered. */
  public <T> T repeat(Supplier<T> request) {
    for (int tried = 1; ; tried++) {
      try {
        return request.get();
      } catch (NoAnswerException
          | InDoubtException
          | UnavailableException
          | DamagedException
          | OverloadedException
          | InsufficientMemoryException e) {
        if (tried >= TRIES_OF_LOST && servers.hasLied()) {
          throw new LostException();
        }
        if (tried == TRIES) {
          throw e;
        }
        think(100);
      }
    }
  }

  /** One page, read until the server answers. */
  public ReadOutcome page(String path, OffsetParameter from) {
    return repeat(() -> servers.read(s -> closed(s.read().read(new StreamPath(path), from, OFF))));
  }

  private static ReadOutcome closed(ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Page page) {
      page.close();
    }
    return outcome;
  }

  /** What reading to the tail found: an incarnation, or the answer that there is none. */
  public record Found(@Nullable Content content, long key, boolean closed, ReadOutcome last) {}

  /** Reads from the beginning to the tail, and checks that nothing acknowledged is missing. */
  public Found readAll(String path) {
    return read(path, new OffsetParameter.Beginning(), 0, 0);
  }

  /** Reads on from a place of an incarnation, or from the beginning of any with key 0. */
  public Found read(String path, OffsetParameter start, int place, long ofKey) {
    var texts = new TextPlaces(place);
    OffsetParameter from = start;
    long key = ofKey;
    while (true) {
      ReadOutcome outcome = page(path, from);
      if (!(outcome instanceof ReadOutcome.Page page)) {
        return new Found(null, key, false, outcome);
      }
      if (key != 0 && page.key().value() != key) {
        // Deleted and created again meanwhile.
        return new Found(null, page.key().value(), false, outcome);
      }
      key = page.key().value();
      Content content = history.content(key, path);
      texts.saw(history, content, page.batches(), page.next(), page.closed());
      if (page.upToDate()) {
        return new Found(content, key, page.closed(), outcome);
      }
      from = new OffsetParameter.At(page.next());
    }
  }

  public static String text(List<MessageBatch> batches, boolean json) {
    List<String> parts = new ArrayList<>();
    for (MessageBatch batch : batches) {
      parts.add(new String(batch.toByteArray(), StandardCharsets.UTF_8));
    }
    return String.join(json ? "," : "", parts);
  }

  /** The offset of a place that was seen. */
  public static OffsetParameter at(String token) {
    return new OffsetParameter.At(Offset.parse(token));
  }
}
