package durablestreams.application.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final Readiness readiness = new Readiness();
  private final AtomicReference<String> problem = new AtomicReference<>("");

  @Test
  void aServerIsReadyOnceItListensAndWhileNothingFails() {
    assertThat(readiness.reason()).contains("starting: the store is being read");
    readiness.ready(List.of(() -> "", problem::get));
    assertThat(readiness.reason()).isEmpty();
    problem.set("the disk is full");
    assertThat(readiness.reason()).contains("the disk is full");
    problem.set("");
    assertThat(readiness.reason()).isEmpty();
    readiness.draining();
    assertThat(readiness.reason()).contains("draining: the server stops");
  }
}
