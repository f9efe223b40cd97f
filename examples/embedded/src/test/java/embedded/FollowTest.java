package embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import durablestreams.junit.DurableStreamsTest;
import durablestreams.server.DurableStreams;
import durablestreams.server.LocalStream;
import durablestreams.server.StreamPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stream that is followed in process. */
@DurableStreamsTest
class FollowTest {

  /** Collects messages until the stream is closed. */
  private static final class Collector implements Flow.Subscriber<StreamPage> {
    private final List<String> messages = new ArrayList<>();
    private final CompletableFuture<List<String>> all = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamPage page) {
      messages.addAll(page.texts());
    }

    @Override
    public void onError(Throwable failure) {
      all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      all.complete(messages);
    }
  }

  @Test
  void aSubscriberGetsAllUntilTheStreamIsClosed(DurableStreams streams) throws Exception {
    LocalStream stream = streams.stream("ticks");
    stream.create("application/json");
    stream.append("1");
    Collector collector = new Collector();
    stream.follow().subscribe(collector);
    stream.append("2");
    stream.append("3");
    stream.close();
    assertEquals(List.of("1", "2", "3"), collector.all.get(60, TimeUnit.SECONDS));
  }
}
