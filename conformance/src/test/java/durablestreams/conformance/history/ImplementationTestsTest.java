package durablestreams.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.histories.implementation.ImplementationTests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The implementation tests that restart nothing, against the packaged server. */
class ImplementationTestsTest {

  @Test
  void identicalRequestsAtTheSameTimeTakeEffectOnce() {
    passes("identical");
  }

  @Test
  @Tag("long")
  void allOfThemPass() {
    passes("");
  }

  private static void passes(String only) {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite"))) {
      String url = process.server().base().toString();
      assertThat(ImplementationTests.run(url, "", only)).isZero();
    }
  }
}
