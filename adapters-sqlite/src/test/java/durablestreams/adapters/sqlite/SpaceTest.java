package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.ModelCheck;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much disk is used. */
@Tag("slow")
class SpaceTest extends StreamsInFolder {

  private static final long MIB = 1 << 20;

  /** Appends {@code rows} rows of 1 KiB to each stream, in turns. */
  private void fill(List<StreamKey> keys, int rows) {
    for (int i = 0; i < rows; i++) {
      for (StreamKey key : keys) {
        streams.append(key, "0123456789abcdef".repeat(64));
      }
      if (i % 10 == 0) {
        commit();
      }
    }
    commit();
  }

  private List<StreamKey> create(int count) {
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(streams.create("stream/" + i));
    }
    return keys;
  }

  private void offload(List<StreamKey> keys) {
    keys.forEach(key -> streams.offload(List.of(streams.seal(key))));
    commit();
  }

  private int reclaimAll() {
    int pieces = 1;
    while (ports.reclaim(100)) {
      pieces++;
    }
    return pieces;
  }

  private long fileBytes() throws IOException {
    return Files.size(folder.resolve("streams.db"));
  }

  @Test
  void offloadedRowsGiveTheirSpaceBack() throws IOException {
    List<StreamKey> keys = create(40);
    fill(keys, 1_000);
    offload(keys);
    ports = SqlitePorts.reopen(ports, folder);
    long before = fileBytes();
    assertThat(before).isGreaterThan(40 * MIB);
    int pieces = reclaimAll();
    assertThat(pieces).as("pieces of at most 100 rows of three appends").isGreaterThan(130);
    ports = SqlitePorts.reopen(ports, folder);
    assertThat(fileBytes()).isLessThan(before / 3);
    fill(keys, 3);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void anOldRowThatIsNeededDoesNotHoldUpTheOthers() throws IOException {
    List<StreamKey> keys = create(21);
    fill(keys, 1);
    StreamKey old = keys.removeFirst();
    fill(keys, 2_000);
    offload(keys);
    streams.append(old, "and a late one");
    commit();
    ports = SqlitePorts.reopen(ports, folder);
    long before = fileBytes();
    reclaimAll();
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, folder);
    assertThat(fileBytes()).isLessThan(before / 2);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void purgedStreamsLeaveTheLogToo() {
    List<StreamKey> keys = create(10);
    fill(keys, 1_000);
    for (StreamKey key : keys.subList(1, 10)) {
      streams.delete(key);
    }
    commit();
    reclaimAll();
    assertThat(ports.directory().census().hotRows()).isEqualTo(1_000);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void spaceIsUsedAgainRatherThanAsked() throws IOException {
    List<StreamKey> keys = create(10);
    fill(keys, 300);
    offload(keys);
    reclaimAll();
    long before = fileBytes();
    for (int round = 0; round < 10; round++) {
      fill(keys, 300);
      offload(keys);
      reclaimAll();
    }
    ports = SqlitePorts.reopen(ports, folder);
    assertThat(fileBytes()).isLessThan(before + 12 * MIB);
  }

  @Test
  void theWriteAheadLogStaysShort() throws IOException {
    List<StreamKey> keys = create(4);
    for (int i = 0; i < 30; i++) {
      fill(keys, 1_000);
    }
    assertThat(Files.size(folder.resolve("streams.db-wal"))).isLessThan(60 * MIB);
    assertThat(fileBytes()).isGreaterThan(60 * MIB);
    assertThat(ports.directory().census().fileBytes()).isGreaterThan(fileBytes());
  }
}
