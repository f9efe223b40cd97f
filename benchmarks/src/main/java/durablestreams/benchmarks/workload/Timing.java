package durablestreams.benchmarks.workload;

import java.time.Duration;

/**
 * How long runs last.
 *
 * @param warmUp load before anything is counted
 * @param measure load that is counted
 */
public record Timing(Duration warmUp, Duration measure) {}
