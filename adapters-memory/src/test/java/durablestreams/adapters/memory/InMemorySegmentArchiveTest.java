package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.contract.TestContent;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemorySegmentArchiveTest extends SegmentArchiveContract {

  @Override
  protected SegmentArchive openEmpty() {
    return new InMemorySegmentArchive();
  }

  @Test
  void whatDoesNotFitIsRefusedUntilSomethingGoes() {
    SegmentArchive archive = new InMemorySegmentArchive(10);
    archive.put("a", bytes(6), Map.of());
    assertThatThrownBy(() -> archive.put("b", bytes(5), Map.of()))
        .isInstanceOf(ArchiveUnavailableException.class)
        .hasMessageContaining("may hold 10 bytes");
    assertThat(archive.describe("b")).isEmpty();
    archive.put("b", bytes(4), Map.of());
    archive.put("b", bytes(1), Map.of());
    archive.delete("a");
    archive.delete("a");
    archive.put("c", bytes(9), Map.of());
    assertThatThrownBy(() -> archive.put("d", bytes(1), Map.of()))
        .isInstanceOf(ArchiveUnavailableException.class);
  }

  private static SegmentArchive.Content bytes(int size) {
    return new TestContent(new byte[size]);
  }
}
