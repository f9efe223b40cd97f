package durablestreams.application.assembly;

import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;

/**
 * Settings of a {@link StreamService}.
 *
 * @param rotation when segments are sealed; {@link RotationPolicy#NEVER} without an archive
 * @param offload how sealed segments reach the archive
 * @param sequencer limits of the commit queue
 * @param pageLimit size limit of one read
 * @param registry whether the registry stream is written
 * @param liveReadersPerStream maximum clients that follow one stream
 * @param registryMessages messages up to which the registry stream is not compacted
 * @param streamLimits limits of what clients may create and store
 */
public record ServiceSettings(
    RotationPolicy rotation,
    OffloadSettings offload,
    SequencerLimits sequencer,
    ReadLimit pageLimit,
    boolean registry,
    int liveReadersPerStream,
    long registryMessages,
    StreamLimits streamLimits) {

  public static final long REGISTRY_MESSAGES = 10_000;

  public static final ServiceSettings DEFAULT =
      new ServiceSettings(
          new RotationPolicy(1_000, 4L << 20),
          OffloadSettings.DEFAULT,
          SequencerLimits.DEFAULT,
          new ReadLimit(1 << 20),
          true,
          10_000,
          REGISTRY_MESSAGES,
          StreamLimits.DEFAULT);

  /** The same for a server without an archive. */
  public ServiceSettings withoutArchive() {
    return new ServiceSettings(
        RotationPolicy.NEVER,
        offload,
        sequencer,
        pageLimit,
        registry,
        liveReadersPerStream,
        registryMessages,
        streamLimits);
  }
}
