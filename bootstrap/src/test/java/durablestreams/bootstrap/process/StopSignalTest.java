package durablestreams.bootstrap.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {

  @Test
  void aReloadThatIsAskedForWhileTheServerStartsIsMadeOnceItHasStarted() {
    StopSignal stop = new StopSignal();
    Semaphore reloads = new Semaphore(0);
    stop.reloadAsked();
    stop.onReload(reloads::release);
    assertThat(reloads.tryAcquire()).isTrue();
    stop.reloadAsked();
    assertThat(reloads.tryAcquire()).isTrue();
    assertThat(reloads.tryAcquire()).isFalse();
  }

  @Test
  void aReloadThatIsAskedForWhileItsActionIsSetIsMade() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      StopSignal stop = new StopSignal();
      Semaphore reloads = new Semaphore(0);
      Thread signal = Thread.startVirtualThread(stop::reloadAsked);
      stop.onReload(reloads::release);
      signal.join();
      assertThat(reloads.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
