package durablestreams.application.assembly;

import java.time.Duration;

/**
 * Limits of what clients may create and store.
 *
 * @param streamsPerTenant streams of one tenant; 0 for no limit
 * @param forkDepth maximum length of a chain of forks
 * @param producerExpiry how long an idle producer is remembered
 * @param bytesPerTenant payload bytes that one tenant may store; 0 for no limit
 * @param bytes payload bytes of all streams together; 0 for no limit
 */
public record StreamLimits(
    int streamsPerTenant, int forkDepth, Duration producerExpiry, long bytesPerTenant, long bytes) {

  public static final StreamLimits DEFAULT = new StreamLimits(0, 256, Duration.ofDays(7), 0, 0);
}
