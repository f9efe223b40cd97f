package durablestreams.application.subscription.sequencer;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.append.AppendToStream;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.subscription.SubscriptionService;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Ports and collaborators of a {@link SubscriptionService}.
 *
 * @param append appends wake events
 * @param policy tells which streams the creators of subscriptions may read
 * @param random makes ids that cannot be guessed; safe for use by many threads
 * @param webhooks runs deliveries: {@link SubscriptionLimits#DELIVERIES} threads
 * @param announcements runs appends of wake events
 * @param controlUrl URL of the control paths as workers see it, without a slash at its end
 * @param leadership when subscriptions are this server's to serve
 */
public record SubscriptionPorts(
    SubscriptionStore store,
    SubscriptionKeys keys,
    WebhookSender sender,
    StreamLookup streams,
    StreamDirectory directory,
    AppendToStream append,
    AccessPolicy policy,
    MemoryBudget memory,
    InstantSource clock,
    RandomGenerator random,
    Executor webhooks,
    Executor announcements,
    Supplier<String> controlUrl,
    FaultPoints faults,
    Leadership leadership) {}
