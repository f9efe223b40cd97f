package durablestreams.bootstrap.storage;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Context in which a store or an archive is opened, besides its settings.
 *
 * @param heapBytes bytes that it may take of the Java heap, if it is there
 * @param threads factory of threads with a name
 * @param ids source of ids: 32 hexadecimal digits
 */
public record StorageContext(
    InstantSource clock,
    long heapBytes,
    Function<String, ThreadFactory> threads,
    Supplier<String> ids) {}
