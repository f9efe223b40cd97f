package durablestreams.adapters.http.connection.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestThreadsTest {

  private static final int OF_ALL = 8;

  /** Turns that have begun, and permits to end one. */
  private final AtomicInteger begun = new AtomicInteger();

  private final Semaphore begins = new Semaphore(0);
  private final Semaphore ends = new Semaphore(0);
  private final RequestLimit limit =
      new RequestLimit(OF_ALL, OF_ALL, new RequestTurns(1, this::turn));
  private final CountDownLatch answer = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private void turn() {
    begun.incrementAndGet();
    begins.release();
    ends.acquireUninterruptibly();
  }

  @AfterEach
  void end() {
    ends.release(1_000);
    answer.countDown();
    threads.close();
  }

  private void unanswered() {
    try {
      answer.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection that sends requests; done when it has read all of them. */
  private Future<?> connection(int requests) {
    RequestThreads connection = new RequestThreads(threads, limit);
    return threads.submit(() -> {
      for (int i = 0; i < requests; i++) {
        connection.execute(() -> {
          if (!connection.refuses()) {
            unanswered();
          }
        });
      }
    });
  }

  @Test
  void aFewRequestsAtATimeBeginWithoutTurns() throws Exception {
    connection(OF_ALL / 4).get();
    assertThat(begun).hasValue(0);
  }

  @Test
  void aConnectionTakesATurnAfterEachRequestOnceManyAreServed() throws Exception {
    Future<?> many = connection(OF_ALL / 4 + 2);
    begins.acquire();
    assertThat(many.isDone()).isFalse();
    ends.release();
    begins.acquire();
    ends.release();
    many.get();
    assertThat(begun).hasValue(2);
  }

  @Test
  void aConnectionWithOneRequestTakesNoTurn() throws Exception {
    Future<?> many = connection(OF_ALL / 4 + 1);
    begins.acquire();
    connection(1).get();
    assertThat(many.isDone()).isFalse();
  }

  @Test
  void refusedRequestsTakeTurnsAcrossConnections() throws Exception {
    for (int i = 0; i < OF_ALL; i++) {
      connection(1).get();
    }
    Future<?> first = connection(1);
    begins.acquire();
    Future<?> second = connection(1);
    assertThat(second.isDone()).isFalse();
    assertThat(begun).hasValue(1);
    ends.release();
    first.get();
    begins.acquire();
    ends.release();
    second.get();
  }
}
