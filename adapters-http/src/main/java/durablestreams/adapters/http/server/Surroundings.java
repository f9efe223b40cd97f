package durablestreams.adapters.http.server;

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
 * @param deaf is run when the server listens no more, though nobody stopped it
 */
public record Surroundings(
    InstantSource clock,
    RandomGenerator random,
    ThreadFactory threads,
    Supplier<String> status,
    Runnable deaf) {}
