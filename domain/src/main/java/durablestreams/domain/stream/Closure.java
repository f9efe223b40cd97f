package durablestreams.domain.stream;

import durablestreams.domain.producer.ProducerStamp;

/**
 * Closed state of a stream, and the producer that closed it (protocol, section 4.1). A closed
 * stream stays closed.
 */
public sealed interface Closure {

  record Open() implements Closure {}

  /** Closed by a request without producer headers, or at creation. */
  record Closed() implements Closure {}

  /** Closed by a producer, whose retry of the same request is a duplicate and not a conflict. */
  record ClosedBy(ProducerStamp stamp) implements Closure {}

  static Closure open() {
    return new Open();
  }

  static Closure closed() {
    return new Closed();
  }

  default boolean isClosed() {
    return !(this instanceof Open);
  }
}
