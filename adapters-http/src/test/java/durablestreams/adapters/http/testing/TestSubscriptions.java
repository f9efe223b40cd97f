package durablestreams.adapters.http.testing;

import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Subscriptions of a test server, which deliver no webhooks and know no tokens. */
final class TestSubscriptions {

  private TestSubscriptions() {}

  /** Subscriptions that watch the commits of streams, which have not been started yet. */
  static SubscriptionService of(
      StreamService streams, HeapState heap, AccessPolicy access, MemoryBudget memory) {
    SubscriptionService service =
        new SubscriptionService(
            new SubscriptionPorts(
                new InMemorySubscriptionStore(1 << 20),
                new Keys(),
                new Sender(),
                streams.lookup(),
                new InMemoryStreamDirectory(heap),
                streams.append(),
                access,
                memory,
                InstantSource.system(),
                new SecureRandom(),
                Thread::startVirtualThread,
                Thread::startVirtualThread,
                () -> "http://127.0.0.1/v1/stream/__ds",
                FaultPoints.NONE,
                Leadership.SOLE),
            new SubscriptionLimits(100, 100, 100));
    streams.watchedBy(service::committed);
    return service;
  }

  private static final class Sender implements WebhookSender {
    @Override
    public Optional<String> refusal(String url) {
      return Optional.empty();
    }

    @Override
    public Answer post(String url, byte[] body, String signature, Duration limit) {
      return new Answer.Failed("a test delivers nothing");
    }
  }

  private static final class Keys implements SubscriptionKeys {
    @Override
    public String activeKeyId() {
      return "key";
    }

    @Override
    public String jwks() {
      return "{\"keys\":[]}";
    }

    @Override
    public String sign(byte[] body) {
      return "signed";
    }

    @Override
    public String token(WorkerToken token) {
      return "token";
    }

    @Override
    public Optional<WorkerToken> verify(String token) {
      return Optional.empty();
    }
  }
}
