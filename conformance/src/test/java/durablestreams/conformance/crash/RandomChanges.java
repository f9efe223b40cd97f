package durablestreams.conformance.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A client's changes, one after the other, drawn at random: creations, appends of all kinds, forks
 * at all kinds of places, closes and deletions. What is alive stays few, so that the same streams
 * are met again and again.
 */
public final class RandomChanges {
  private static final int MANY_ALIVE = 8;
  private static final int LONGEST_STREAM = 60;

  private final Client client;
  private final RandomGenerator random;
  private int names;

  public RandomChanges(Client client, RandomGenerator random) {
    this.client = client;
    this.random = random;
  }

  /** Makes one change. */
  public void next() throws IOException {
    List<KnownStream> alive = client.alive();
    List<KnownStream> open = alive.stream().filter(known -> !known.isClosed()).toList();
    int draw = random.nextInt(100);
    if (open.isEmpty() || draw < 6) {
      create();
    } else if (draw < 18) {
      fork(any(alive));
    } else if (draw < 22) {
      client.close(any(open));
    } else if (draw < 32 || alive.size() > MANY_ALIVE) {
      client.delete(any(alive));
    } else {
      append(any(open));
    }
  }

  /** Deletes every stream, in any order. */
  public void deleteAll() throws IOException {
    while (!client.alive().isEmpty()) {
      client.delete(any(client.alive()));
    }
  }

  private void create() throws IOException {
    boolean json = random.nextBoolean();
    List<String> body = random.nextInt(3) == 0 ? messages(json) : List.of();
    client.create(name(), json, body);
  }

  /** A new name, or that of a stream that is purged, so that names have several lives. */
  private String name() {
    List<KnownStream> purged = client.streams().stream().filter(KnownStream::isPurged).toList();
    if (!purged.isEmpty() && random.nextInt(3) == 0) {
      String path = any(purged).stream().path();
      return path.substring(path.lastIndexOf('/') + 1);
    }
    return "s" + names++;
  }

  private void fork(KnownStream source) throws IOException {
    List<String> body = random.nextInt(3) == 0 ? messages(source.content().isJson()) : List.of();
    if (random.nextInt(3) == 0) {
      client.fork(name(), source, body);
      return;
    }
    String offset = any(new ArrayList<>(source.offsets().keySet()));
    int position = source.offsets().get(offset);
    int reach = source.content().reachOf(position);
    int sub = reach == 0 || random.nextBoolean() ? 0 : random.nextInt(reach + 1);
    client.fork(name(), source, offset, sub, body);
  }

  private void append(KnownStream to) throws IOException {
    Optional<String> producer =
        random.nextInt(5) < 2 ? Optional.of(client.name()) : Optional.empty();
    boolean closing = random.nextInt(40) == 0 || to.content().messageCount() > LONGEST_STREAM;
    client.append(to, messages(to.content().isJson()), producer, closing);
  }

  /** One message, and of JSON up to four. Bytes are ASCII without structure. */
  private List<String> messages(boolean json) {
    int count = json ? 1 + random.nextInt(4) : 1;
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = Long.toString(random.nextLong(1L << 40), 36);
      String filled = text + "-".repeat(random.nextInt(200));
      messages.add(json ? "{\"n\":\"" + filled + "\"}" : filled + ";");
    }
    return messages;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
