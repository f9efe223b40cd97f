package durablestreams.application.fault;

import durablestreams.application.port.ArchiveUnavailableException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Call that blocks inside an archive until the test releases it. */
public final class HeldCall {

  /** So that a test which forgets to release fails instead of hanging. */
  private static final long LONGEST_SECONDS = 60;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  HeldCall() {}

  /** Returns once the call is there, and waits. */
  public void awaitArrival() throws InterruptedException {
    if (!arrived.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the call that should be held never came");
    }
  }

  /** Lets the call go on; also when it comes only later. */
  public void release() {
    released.countDown();
  }

  void arrive() {
    arrived.countDown();
    try {
      if (!released.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new ArchiveUnavailableException("a held call was never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArchiveUnavailableException("a held call was interrupted", e);
    }
  }
}
