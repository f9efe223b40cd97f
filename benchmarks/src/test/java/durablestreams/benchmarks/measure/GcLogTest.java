package durablestreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcLogTest {

  @TempDir Path folder;

  @Test
  void readsWhatEachPauseLeft() throws IOException {
    Path log = folder.resolve("gc.log");
    Files.writeString(
        log,
        """
        [0.010s] Using G1
        [0.500s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->5M(256M) 3.123ms
        [0.700s] GC(1) Concurrent Mark Cycle
        [0.900s] GC(1) Pause Remark 30M->28M(256M) 1.000ms
        [1.900s] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 1G->2G(4G) 3.123ms
        """);

    assertThat(GcLog.heapAfterPauses(log)).containsExactly(5.0, 28.0, 2048.0);
  }

  @Test
  void isEmptyWithoutALog() {
    assertThat(GcLog.heapAfterPauses(folder.resolve("none"))).isEmpty();
  }
}
