package durablestreams.bootstrap.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaltingFaultPointsTest {

  private final AtomicInteger halts = new AtomicInteger();

  @Test
  void haltsAtTheGivenTime() {
    FaultPoints faults = HaltingFaultPoints.parse("AFTER_UPLOAD:3", halts::incrementAndGet);
    faults.reach(FaultPoint.AFTER_UPLOAD);
    faults.reach(FaultPoint.AFTER_COMMIT);
    faults.reach(FaultPoint.AFTER_UPLOAD);
    assertThat(halts).hasValue(0);
    faults.reach(FaultPoint.AFTER_UPLOAD);
    assertThat(halts).hasValue(1);
  }

  @Test
  void theFirstTimeIsMeantWhenNoneIsGiven() {
    HaltingFaultPoints.parse("BEFORE_COMMIT", halts::incrementAndGet)
        .reach(FaultPoint.BEFORE_COMMIT);
    assertThat(halts).hasValue(1);
  }

  @Test
  void nothingHappensWhenNothingIsSet() {
    assertThat(HaltingFaultPoints.of(null)).isSameAs(FaultPoints.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOWHERE:1", "AFTER_UPLOAD:0", "AFTER_UPLOAD:x", "AFTER_UPLOAD:"})
  void anythingElseIsRefused(String value) {
    assertThatThrownBy(() -> HaltingFaultPoints.of(value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("durablestreams.fault")
        .hasMessageContaining("AFTER_COMPACTION");
  }
}
