package durablestreams.conformance.crash;

import durablestreams.conformance.harness.TestStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What its only client knows of a stream: content, every offset the server ever gave for it, forks,
 * and how its life went.
 */
final class KnownStream {
  private final TestStream stream;
  private final KnownContent content;
  private final Optional<KnownStream> source;
  private final List<KnownStream> forks = new ArrayList<>();
  private final TreeMap<String, Integer> offsets = new TreeMap<>();
  private final Map<String, Long> producers = new HashMap<>();
  private boolean closed;
  private boolean deleted;

  private KnownStream(TestStream stream, KnownContent content, Optional<KnownStream> source) {
    this.stream = stream;
    this.content = content;
    this.source = source;
    offsets.put(TestStream.START, 0);
  }

  static KnownStream root(TestStream stream, boolean json) {
    return new KnownStream(stream, KnownContent.empty(json), Optional.empty());
  }

  /** A stream that begins as the source is up to a position, and with the offsets up to there. */
  static KnownStream fork(TestStream stream, KnownStream source, int position) {
    var fork = new KnownStream(stream, source.content.to(position), Optional.of(source));
    source.offsets.forEach((offset, at) -> {
      if (at <= position) {
        fork.offsets.put(offset, at);
      }
    });
    return fork;
  }

  TestStream stream() {
    return stream;
  }

  KnownContent content() {
    return content;
  }

  String contentType() {
    return content.isJson() ? TestStream.JSON : TestStream.BYTES;
  }

  /** All offsets, each with the position it stands for. */
  Map<String, Integer> offsets() {
    return offsets;
  }

  /** The offset of the tail, if the server has told it. */
  Optional<String> tail() {
    int end = content.end();
    return offsets.entrySet().stream()
        .filter(known -> known.getValue() == end)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isDeleted() {
    return deleted;
  }

  /** Whether nothing of it is left: it was deleted, and so were its forks, and theirs. */
  boolean isPurged() {
    return deleted && forks.stream().allMatch(KnownStream::isPurged);
  }

  /** The sequence number a producer would send next. */
  long nextSeq(String producer) {
    return producers.getOrDefault(producer, -1L) + 1;
  }

  /** The highest sequence number of every producer. */
  Map<String, Long> producers() {
    return producers;
  }

  void created() {
    source.ifPresent(origin -> origin.forks.add(this));
  }

  void add(List<String> messages) {
    content.add(messages);
  }

  /** The server said that the tail is here: an offset no place had before, or this one's own. */
  void tailIs(String offset) {
    Optional<String> here = tail();
    Integer known = offsets.put(offset, content.end());
    if (here.isPresent() ? !here.get().equals(offset) : known != null) {
      throw new AssertionError(
          "%s is the tail of %s at %d, where it was %s, and once stood for %s"
              .formatted(offset, stream.path(), content.end(), here.orElse("unknown"), known));
    }
  }

  void close() {
    closed = true;
  }

  void delete() {
    deleted = true;
  }

  void accepted(String producer, long seq) {
    producers.put(producer, seq);
  }

  @Override
  public String toString() {
    return stream.path()
        + " ("
        + content.messageCount()
        + " messages"
        + source.map(origin -> ", fork of " + origin.stream.path()).orElse("")
        + (closed ? ", closed" : "")
        + (deleted ? ", deleted" : "")
        + ")";
  }
}
