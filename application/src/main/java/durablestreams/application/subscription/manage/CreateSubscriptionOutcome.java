package durablestreams.application.subscription.manage;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Subscription;

/** Outcome of creating a subscription. */
public sealed interface CreateSubscriptionOutcome {

  record Created(Subscription subscription) implements CreateSubscriptionOutcome {}

  /** It exists with the same configuration. */
  record Confirmed(Subscription subscription) implements CreateSubscriptionOutcome {}

  /** It exists with another configuration. */
  record Conflict() implements CreateSubscriptionOutcome {}

  /** The URL is not allowed. */
  record UrlRejected(String reason) implements CreateSubscriptionOutcome {}

  /** The wake stream would be linked to itself. */
  record WakeStreamLinked() implements CreateSubscriptionOutcome {}

  /** The creator may not read the stream. */
  record OutOfScope(StreamPath path) implements CreateSubscriptionOutcome {}

  record TooManySubscriptions(int limit) implements CreateSubscriptionOutcome {}

  record TooManyLinks(int limit) implements CreateSubscriptionOutcome {}
}
