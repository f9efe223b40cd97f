package durablestreams.server;

import durablestreams.domain.offset.Offset;

/**
 * Outcome of an append.
 *
 * @param next the end of the stream afterwards
 * @param duplicate whether the producer appended the same before, so that nothing was stored now
 * @param closed whether the stream is closed
 */
public record Appended(Offset next, boolean duplicate, boolean closed) {}
