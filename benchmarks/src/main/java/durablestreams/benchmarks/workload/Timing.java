package durablestreams.benchmarks.workload;

import java.time.Duration;

/**
 * Duration of runs.
 *
 * @param warmUp load before anything is counted
 * @param measure load that is counted
 */
public record Timing(Duration warmUp, Duration measure) {}
