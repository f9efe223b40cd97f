package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.SnapshotSource;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract of a {@link SnapshotSource}. */
public abstract class SnapshotSourceContract {

  /** A source whose store is open. */
  protected abstract SnapshotSource source();

  @Test
  void everyFileGetsItsSizeAfterItsPieces() throws InterruptedException {
    Map<String, Long> ends = new HashMap<>();
    Map<String, Long> sizes = new HashMap<>();
    source()
        .copyTo(
            new SnapshotSource.Sink() {
              @Override
              public void write(String file, long offset, ByteBuffer bytes) {
                assertThat(sizes).doesNotContainKey(file);
                ends.merge(file, offset + bytes.remaining(), Math::max);
              }

              @Override
              public void size(String file, long bytes) {
                sizes.put(file, bytes);
              }

              @Override
              public void catchUp() {}
            });
    assertThat(ends).isNotEmpty();
    assertThat(sizes).containsAllEntriesOf(ends);
  }
}
