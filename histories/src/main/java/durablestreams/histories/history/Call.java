package durablestreams.histories.history;

import java.util.List;
import java.util.Optional;

/**
 * Request as it was sent.
 *
 * @param process the client, which waits for the end of a request before its next one
 * @param start when it was sent, in nanoseconds of the recorder's clock
 * @param messages the messages that it appends
 * @param closing whether it closes the stream
 * @param offset where a read begins or a fork ends; empty for the start and the tail, respectively
 * @param source the stream that is forked, or empty
 * @param json whether the stream that is created is of JSON
 * @param ttl milliseconds without use after which the stream that is created ends; 0 for none
 */
public record Call(
    String process,
    Kind kind,
    String stream,
    long start,
    List<Message> messages,
    Optional<Producer> producer,
    boolean closing,
    String offset,
    String source,
    boolean json,
    long ttl) {

  public Call {
    messages = List.copyOf(messages);
  }

  /** A request with nothing but its target. */
  public static Call of(String process, Kind kind, String stream, long start) {
    return new Call(
        process, kind, stream, start, List.of(), Optional.empty(), false, "", "", false, 0);
  }

  public Call with(List<Message> appended) {
    return new Call(
        process, kind, stream, start, appended, producer, closing, offset, source, json, ttl);
  }

  public Call by(Producer identity) {
    return new Call(
        process,
        kind,
        stream,
        start,
        messages,
        Optional.of(identity),
        closing,
        offset,
        source,
        json,
        ttl);
  }

  public Call thatCloses() {
    return new Call(
        process, kind, stream, start, messages, producer, true, offset, source, json, ttl);
  }

  public Call at(String place) {
    return new Call(
        process, kind, stream, start, messages, producer, closing, place, source, json, ttl);
  }

  public Call forkOf(String forked) {
    return new Call(
        process, kind, stream, start, messages, producer, closing, offset, forked, json, ttl);
  }

  public Call ofJson(boolean isJson) {
    return new Call(
        process, kind, stream, start, messages, producer, closing, offset, source, isJson, ttl);
  }

  public Call endingAfter(long milliseconds) {
    return new Call(
        process,
        kind,
        stream,
        start,
        messages,
        producer,
        closing,
        offset,
        source,
        json,
        milliseconds);
  }
}
