package durablestreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMeterTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void knowsThisProcess() {
    ProcessMeter meter = ProcessMeter.of(ProcessHandle.current().pid());

    assertThat(meter.cpuSeconds()).isPositive();
    assertThat(meter.residentMib()).isPositive();
    assertThat(meter.peakMib()).isGreaterThanOrEqualTo(meter.residentMib() * 0.5);
  }

  @Test
  void readsNothingOfAProcessThatIsNotThere() {
    ProcessMeter meter = ProcessMeter.of(-1);

    assertThat(meter.cpuSeconds()).isZero();
    assertThat(meter.residentMib()).isZero();
    assertThat(meter.cores()).isZero();
  }
}
