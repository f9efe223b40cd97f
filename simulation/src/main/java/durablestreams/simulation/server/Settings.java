package durablestreams.simulation.server;

import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import java.time.Duration;

/**
 * Settings with tiny segments, objects, pages and caches, so that everything rotates constantly.
 */
final class Settings {

  static final Duration GRACE = Duration.ofSeconds(5);

  /** Room for about ten warm streams. */
  static final long MEMORY = 96 << 10;

  static final long SUBSCRIPTION_MEMORY = 16 << 20;

  static final SubscriptionLimits SUBSCRIPTIONS = new SubscriptionLimits(10, 10, 10);

  static final ServiceSettings TINY =
      new ServiceSettings(
          new RotationPolicy(3, 64),
          new OffloadSettings(
              400,
              Duration.ofMillis(300),
              2,
              Duration.ofSeconds(2),
              Duration.ofSeconds(10),
              3,
              200,
              GRACE),
          SequencerLimits.DEFAULT,
          new ReadLimit(48),
          true,
          100,
          12,
          StreamLimits.DEFAULT);

  private Settings() {}
}
