package durablestreams.conformance.crash;

import durablestreams.conformance.harness.TestStream;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What all writers together know of one stream: acknowledgements, and appends whose reply never
 * came.
 */
final class StreamLedger {
  private final TestStream stream;
  private final String contentType;
  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> unanswered = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> confirmed = new ConcurrentLinkedQueue<>();

  StreamLedger(TestStream stream, String contentType) {
    this.stream = stream;
    this.contentType = contentType;
  }

  TestStream stream() {
    return stream;
  }

  String contentType() {
    return contentType;
  }

  boolean isJson() {
    return contentType.equals(TestStream.JSON);
  }

  void acknowledge(Acknowledged append) {
    acknowledged.add(append);
  }

  void leaveUnanswered(String message) {
    unanswered.add(message);
  }

  /**
   * A retry was told that the unanswered append is there; the reply's offset is the tail of today,
   * not the append's.
   */
  void confirm(String message) {
    unanswered.remove(message);
    confirmed.add(message);
  }

  /** A retry was told that the unanswered append had not arrived, and made it. */
  void makeUpFor(String message) {
    unanswered.remove(message);
  }

  List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged);
  }

  List<String> confirmed() {
    return List.copyOf(confirmed);
  }

  List<String> unanswered() {
    return List.copyOf(unanswered);
  }
}
