package durablestreams.simulation.cluster;

import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.reading.ReadLimit;

/** Settings of nodes without an archive, with tiny pages and caches. */
final class Settings {

  /** Room for about ten warm streams. */
  static final long MEMORY = 96 << 10;

  static final ServiceSettings TINY = tiny();

  private Settings() {}

  private static ServiceSettings tiny() {
    ServiceSettings known = ServiceSettings.DEFAULT.withoutArchive();
    return new ServiceSettings(
        known.rotation(),
        known.offload(),
        new SequencerLimits(20_000, 1_024, 8L << 20, false),
        new ReadLimit(48),
        true,
        known.liveReadersPerStream(),
        12,
        known.streamLimits());
  }
}
