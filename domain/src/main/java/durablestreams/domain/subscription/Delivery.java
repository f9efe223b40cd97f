package durablestreams.domain.subscription;

import durablestreams.domain.stream.StreamPath;

/** Way in which the workers of a subscription are woken. */
public sealed interface Delivery {

  /** By a signed request to {@code url} (protocol, section 7.1). */
  record Webhook(String url) implements Delivery {}

  /** By an event on a stream that workers read (protocol, section 7.2). */
  record PullWake(StreamPath wakeStream) implements Delivery {}
}
