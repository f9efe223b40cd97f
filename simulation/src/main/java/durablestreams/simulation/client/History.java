package durablestreams.simulation.client;

import durablestreams.domain.offset.Offset;
import durablestreams.simulation.schedule.SimulationFailedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * History of what clients sent and saw, checked as it grows.
 *
 * <p>Every message is sent once and names its stream. What readers saw of an incarnation of a
 * stream is one list of messages, which only ever grows at its end; every offset names one place in
 * it.
 */
public final class History {

  /** Append of one or more messages. */
  public static final class Append {
    public final String path;
    public final List<String> messages;

    /** The offset that the answer named, if it was an acknowledgement. */
    @Nullable Offset acknowledged;

    /** Whether the server said that it has the messages. */
    boolean stored;

    /** Whether the server said that nothing was appended. */
    boolean refused;

    Append(String path, List<String> messages) {
      this.path = path;
      this.messages = messages;
    }
  }

  /** Incarnation of a stream as readers saw it. */
  public static final class Content {
    public final String path;
    public final List<String> messages = new ArrayList<>();
    public final Map<String, Integer> places = new TreeMap<>();

    /** How many messages it had when it was seen closed, or -1. */
    int closedAt = -1;

    Content(String path) {
      this.path = path;
    }
  }

  private final Map<String, Append> appends = new LinkedHashMap<>();
  private final Map<Long, Content> contents = new LinkedHashMap<>();

  public Append begin(String path, List<String> messages) {
    Append append = new Append(path, messages);
    for (String message : messages) {
      appends.put(message, append);
    }
    return append;
  }

  /** The messages of appends to the path that were acknowledged so far. */
  public Set<String> acknowledged(String path) {
    Set<String> found = new HashSet<>();
    for (Append append : appends.values()) {
      if (append.stored && append.path.equals(path)) {
        found.addAll(append.messages);
      }
    }
    return found;
  }

  public Map<Long, Content> contents() {
    return contents;
  }

  public Content content(long key, String path) {
    Content content = contents.computeIfAbsent(key, ignored -> new Content(path));
    require(content.path.equals(path), "key " + key + " is " + path + " and " + content.path);
    return content;
  }

  /**
   * A reader saw messages after a place, and the offset after them.
   *
   * @param from how many messages come before
   */
  public void saw(Content content, int from, List<String> messages, Offset next, boolean closed) {
    saw(content, from, messages);
    int to = from + messages.size();
    place(content, next, to);
    if (closed) {
      require(
          to == content.messages.size(), content.path + " was seen closed before its last message");
      content.closedAt = to;
    }
  }

  /** A reader saw messages after a place, and a part of another. */
  public void saw(Content content, int from, List<String> messages) {
    for (int i = 0; i < messages.size(); i++) {
      String message = messages.get(i);
      int at = from + i;
      require(at <= content.messages.size(), "a reader of " + content.path + " skipped messages");
      if (at < content.messages.size()) {
        require(
            content.messages.get(at).equals(message),
            "place %d of %s holds %s and %s"
                .formatted(at, content.path, content.messages.get(at), message));
      } else {
        require(content.closedAt < 0, content.path + " grew after it was closed");
        add(content, message);
      }
    }
  }

  private void add(Content content, String message) {
    Append append = appends.get(message);
    require(append != null, content.path + " holds " + message + ", which was not sent");
    Append sent = Objects.requireNonNull(append);
    require(!sent.refused, content.path + " holds " + message + ", which was refused");
    require(!content.messages.contains(message), content.path + " holds " + message + " twice");
    content.messages.add(message);
  }

  /** An offset of a stream names a place, and always the same one. */
  public void place(Content content, Offset offset, int at) {
    Integer known = content.places.put(offset.token(), at);
    require(
        known == null || known == at,
        "offset %s of %s is place %s and %s".formatted(offset, content.path, known, at));
  }

  /** Checks what an acknowledgement said, now that everything was read. */
  public void checkAcknowledged(Content content) {
    for (Append append : new HashSet<>(appends.values())) {
      int first = content.messages.indexOf(append.messages.getFirst());
      if (first < 0 || !append.path.equals(content.path)) {
        continue;
      }
      int end = first + append.messages.size();
      require(
          end <= content.messages.size()
              && content.messages.subList(first, end).equals(append.messages),
          "an append to " + content.path + " was torn");
      if (append.acknowledged != null) {
        place(content, append.acknowledged, end);
      }
    }
  }

  /** A message is in one incarnation, apart from forks of it. */
  public void checkOnce() {
    Map<String, String> holders = new LinkedHashMap<>();
    contents.forEach((key, content) -> {
      for (String message : content.messages) {
        Append append = Objects.requireNonNull(appends.get(message));
        if (append.path.equals(content.path)) {
          String other = holders.put(message, content.path + " " + key);
          require(other == null, message + " is in " + other + " and " + content.path + " " + key);
        }
      }
    });
  }

  /** The path that a message was sent to. */
  public String pathOf(String message) {
    return Objects.requireNonNull(appends.get(message)).path;
  }

  public static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new SimulationFailedException(otherwise, null);
    }
  }
}
