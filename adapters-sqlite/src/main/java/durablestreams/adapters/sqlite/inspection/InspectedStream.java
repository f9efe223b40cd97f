package durablestreams.adapters.sqlite.inspection;

import durablestreams.domain.offset.Offset;
import java.util.Optional;

/**
 * A stream of a data folder.
 *
 * @param units messages of JSON, or bytes, that it has had
 * @param createdAt in ISO 8601, as {@code expiresAt}
 * @param deleted whether it lives on in its forks only
 * @param hotBytes payload bytes in the hot log
 * @param pendingSegments sealed segments that no object holds
 * @param objects objects in the archive that hold segments of it
 * @param objectBytes size of these
 */
public record InspectedStream(
    String name,
    String contentType,
    String createdAt,
    Offset tail,
    long units,
    boolean closed,
    boolean deleted,
    Optional<Long> ttlSeconds,
    Optional<String> expiresAt,
    Optional<String> forkedFrom,
    long hotBytes,
    long pendingSegments,
    long objects,
    long objectBytes) {}
