package durablestreams.server.assembly;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Ports that a server is assembled from; the caller closes what has to be closed.
 *
 * @param ownership the claim on the archive
 * @param node what makes the server a node of a cluster; empty for a single server
 * @param tracing makes the spans of requests; {@link Tracing#OFF} makes none
 * @param random makes ids that cannot be guessed; safe for use by many threads
 */
public record ServerPorts(
    OpenStore store,
    SegmentArchive archive,
    ArchiveOwnership ownership,
    JsonText json,
    AccessPolicy access,
    SubscriptionKeys keys,
    WebhookSender webhooks,
    MemoryBudget memory,
    Tracing tracing,
    InstantSource clock,
    RandomGenerator random,
    FaultPoints faults,
    Optional<NodeParts> node) {}
