package durablestreams.adapters.http.server;

import durablestreams.application.memory.MemoryBudget;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a server takes from where it runs.
 *
 * @param clock tells the time for cursors and expiring credentials
 * @param random spreads cursors and the ends of SSE connections; safe for use by many threads
 * @param threads makes the thread of the watchdog
 * @param status makes the JSON object that {@code /status} answers with
 * @param memory leases what requests and answers need
 * @param onListenerFailure is run when the server listens no more, although it was not stopped
 */
public record ServerContext(
    InstantSource clock,
    RandomGenerator random,
    ThreadFactory threads,
    Supplier<String> status,
    MemoryBudget memory,
    Runnable onListenerFailure) {}
