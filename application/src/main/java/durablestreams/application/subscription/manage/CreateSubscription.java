package durablestreams.application.subscription.manage;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.SubscriptionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Request to create a subscription, or to confirm that it exists.
 *
 * @param pattern links all streams that it matches; {@code null} for none
 * @param streams links these, which need not exist
 * @param scope streams that the creator may read
 */
public record CreateSubscription(
    SubscriptionId id,
    Delivery delivery,
    @Nullable PathGlob pattern,
    List<StreamPath> streams,
    Duration lease,
    @Nullable String description,
    StreamScope scope) {

  public CreateSubscription {
    streams = streams.stream().distinct().sorted().toList();
  }
}
