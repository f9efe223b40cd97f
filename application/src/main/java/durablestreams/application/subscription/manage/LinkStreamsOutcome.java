package durablestreams.application.subscription.manage;

import durablestreams.domain.stream.StreamPath;

/** Outcome of linking streams to a subscription. */
public sealed interface LinkStreamsOutcome {

  record Linked() implements LinkStreamsOutcome {}

  record NotFound() implements LinkStreamsOutcome {}

  /** The wake stream would be linked to itself. */
  record WakeStreamLinked() implements LinkStreamsOutcome {}

  /** The caller may not read the stream. */
  record OutOfScope(StreamPath path) implements LinkStreamsOutcome {}

  record TooManyLinks(int limit) implements LinkStreamsOutcome {}
}
