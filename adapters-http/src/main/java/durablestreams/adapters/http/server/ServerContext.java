package durablestreams.adapters.http.server;

import durablestreams.adapters.http.cluster.ClusterHttp;
import durablestreams.adapters.http.observe.AccessLog;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.trace.Tracing;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Collaborators that a server gets from its caller: clock, threads, memory, logs.
 *
 * @param clock tells the time for cursors and expiring credentials
 * @param random spreads cursors and the ends of SSE connections; safe for use by many threads
 * @param threads makes the thread of the watchdog
 * @param status makes the JSON object that {@code /status} answers with
 * @param memory leases what requests and answers need
 * @param accessLog takes a record of each request, if there is one
 * @param tracing makes a span of each request
 * @param cluster that the server belongs to; empty for a single server
 * @param onListenerFailure is run when the server listens no more, although it was not stopped
 */
public record ServerContext(
    InstantSource clock,
    RandomGenerator random,
    ThreadFactory threads,
    Supplier<String> status,
    MemoryBudget memory,
    Optional<AccessLog> accessLog,
    Tracing tracing,
    Optional<ClusterHttp> cluster,
    Runnable onListenerFailure) {}
