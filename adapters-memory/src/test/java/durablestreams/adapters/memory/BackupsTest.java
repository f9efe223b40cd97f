package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupId;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.CreateBackup;
import durablestreams.application.backup.KeptBackups;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.contract.TestContent;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of backups, what is removed, and what is restored. */
class BackupsTest {

  private static final String STORE = "0123456789abcdef0123456789abcdef";
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final InMemorySegmentArchive archive = new InMemorySegmentArchive(1 << 20);
  private final InMemorySegmentArchive elsewhere = new InMemorySegmentArchive(1 << 20);
  private Instant now = Instant.parse("2026-01-31T09:15:00.250Z");

  /** A store with one file. */
  private static SnapshotSource holding(String text) {
    return sink -> {
      sink.write(
          "database", 0, ByteBuffer.wrap("old and longer".getBytes(StandardCharsets.US_ASCII)));
      sink.catchUp();
      sink.write("database", 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      sink.size("database", text.length());
    };
  }

  private BackupManifest backUp(
      SnapshotSource source, SegmentArchive target, KeptBackups kept, int keep)
      throws InterruptedException {
    now = now.plusSeconds(60);
    return new CreateBackup(
            source,
            new HeapArchiveClaims(STORE),
            target,
            kept,
            new CreateBackup.Settings("1.0", "memory", keep),
            () -> now)
        .run(bytes -> {});
  }

  private static KeptBackups kept(SegmentArchive target) {
    return new KeptBackups(new BackupCatalog(target), Optional.empty());
  }

  private static List<String> names(SegmentArchive archive) {
    List<String> names = new ArrayList<>();
    archive.list("", listed -> names.add(listed.name()));
    return names;
  }

  /** The restored file, as text. */
  private static final class Restored implements SnapshotSource.Restore {
    private StringBuilder text = new StringBuilder();
    private boolean finished;

    @Override
    public void write(String file, long offset, ByteBuffer bytes) {
      String piece = StandardCharsets.US_ASCII.decode(bytes).toString();
      text.replace((int) offset, (int) offset + piece.length(), piece);
    }

    @Override
    public void size(String file, long bytes) {
      text.setLength((int) bytes);
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public void close() {}
  }

  @Test
  void theLatestAreKeptAndTheLatestIsRestored() throws Exception {
    KeptBackups kept = kept(archive);
    backUp(holding("first"), archive, kept, 2);
    BackupManifest second = backUp(holding("second"), archive, kept, 2);
    BackupManifest third = backUp(holding("third"), archive, kept, 2);
    assertThat(new BackupCatalog(archive).complete()).containsExactly(second.id(), third.id());
    RestoreBackup restore = new RestoreBackup(archive);
    assertThat(restore.find(Optional.empty())).isEqualTo(third);
    for (BackupManifest manifest : List.of(second, third)) {
      Restored restored = new Restored();
      restore.run(restore.find(Optional.of(manifest.id().toString())), restored, bytes -> {});
      assertThat(restored.text).hasToString(manifest.equals(second) ? "second" : "third");
      assertThat(restored.finished).isTrue();
    }
  }

  @Test
  void aBackupUnderAClockThatWasSetBackStays() throws Exception {
    KeptBackups kept = kept(archive);
    Instant right = now;
    now = right.plus(Duration.ofDays(400));
    backUp(holding("first"), archive, kept, 2);
    BackupManifest second = backUp(holding("second"), archive, kept, 2);
    now = right;
    BackupManifest third = backUp(holding("third"), archive, kept, 2);
    assertThat(new BackupCatalog(archive).complete())
        .containsExactlyInAnyOrder(second.id(), third.id());
    BackupManifest fourth = backUp(holding("fourth"), archive, kept, 2);
    assertThat(new BackupCatalog(archive).complete()).containsExactly(third.id(), fourth.id());
  }

  @Test
  void aBackupThatFailsLeavesNothing() {
    SnapshotSource failing =
        sink -> {
          sink.write("database", 0, ByteBuffer.allocate(5 << 20));
          throw new StoreFailedException("broken");
        };
    assertThatThrownBy(() -> backUp(failing, archive, kept(archive), 1)).hasMessage("broken");
    assertThat(names(archive)).isEmpty();
  }

  @Test
  void aBackupThatIsCancelledLeavesNothing() {
    SegmentArchive files = interruptible(archive);
    SnapshotSource cancelled =
        sink -> {
          sink.write("database", 0, ByteBuffer.allocate(5 << 20));
          assertThat(names(archive)).as("parts before it is cancelled").isNotEmpty();
          Thread.currentThread().interrupt();
          sink.write("database", 5 << 20, ByteBuffer.allocate(5 << 20));
        };
    try {
      assertThatThrownBy(() -> backUp(cancelled, files, kept(files), 1)).hasMessage("interrupted");
    } finally {
      assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    }
    assertThat(names(archive)).isEmpty();
  }

  /** An archive that does nothing for a thread that is interrupted, as files do. */
  private static SegmentArchive interruptible(SegmentArchive archive) {
    return (SegmentArchive)
        Proxy.newProxyInstance(
            SegmentArchive.class.getClassLoader(),
            new Class<?>[] {SegmentArchive.class},
            (proxy, method, arguments) -> {
              if (Thread.currentThread().isInterrupted()) {
                throw new ArchiveUnavailableException("interrupted");
              }
              return method.invoke(archive, arguments);
            });
  }

  @Test
  void whatAnInterruptedBackupLeftIsRemovedByTheNextOneOfTheStore() throws Exception {
    BackupId own = BackupId.parse("20250101T000000.000Z-01234567").orElseThrow();
    BackupId other = BackupId.parse("20250101T000000.000Z-89abcdef").orElseThrow();
    for (BackupId id : List.of(own, other)) {
      archive.put(
          "backups/" + id + "/part-000001",
          new TestContent("x".getBytes(StandardCharsets.US_ASCII)),
          Map.of());
    }
    backUp(holding("text"), archive, kept(archive), 1);
    assertThat(names(archive))
        .anyMatch(name -> name.contains(other.toString()))
        .noneMatch(name -> name.contains(own.toString()));
  }

  @Test
  void aBackupWhosePartsAreRemovedMeanwhileIsNotComplete() {
    SnapshotSource disturbed =
        sink -> {
          sink.write("database", 0, ByteBuffer.allocate(5 << 20));
          names(archive).forEach(archive::delete);
          sink.size("database", 5 << 20);
        };
    assertThatThrownBy(() -> backUp(disturbed, archive, kept(archive), 1))
        .hasMessageContaining("were removed while it was made");
    assertThat(new BackupCatalog(archive).complete()).isEmpty();
  }

  @Test
  void garbageIsKeptFromBeforeTheOldestBackupOnAlsoAfterARestart() throws Exception {
    KeptBackups kept = kept(archive);
    assertThat(kept.removableUntil()).isEqualTo(Instant.MAX);
    List<Instant> during = new ArrayList<>();
    SnapshotSource watching =
        sink -> {
          during.add(kept.removableUntil());
          sink.size("database", 0);
        };
    BackupManifest first = backUp(watching, archive, kept, 1);
    assertThat(during).containsExactly(first.id().begun().minus(MARGIN));
    assertThat(kept.removableUntil()).isEqualTo(first.id().begun().minus(MARGIN));
    assertThat(kept(archive).removableUntil()).isEqualTo(kept.removableUntil());
    BackupManifest second = backUp(holding("x"), archive, kept, 1);
    assertThat(kept.removableUntil()).isEqualTo(second.id().begun().minus(MARGIN));
    names(archive).forEach(archive::delete);
    assertThat(kept(archive).removableUntil()).isEqualTo(Instant.MAX);
  }

  @Test
  void theArchiveKnowsOfABackupElsewhereUntilItIsRemoved() throws Exception {
    KeptBackups kept =
        new KeptBackups(new BackupCatalog(elsewhere), Optional.of(new BackupCatalog(archive)));
    BackupManifest first = backUp(holding("1"), elsewhere, kept, 1);
    assertThat(names(archive)).containsExactly("backups/" + first.id() + "/pin");
    assertThat(kept(archive).removableUntil()).isEqualTo(first.id().begun().minus(MARGIN));
    BackupManifest second = backUp(holding("2"), elsewhere, kept, 1);
    assertThat(names(archive)).containsExactly("backups/" + second.id() + "/pin");
  }

  @Test
  void aChangedPartIsNoticedBeforeItIsWritten() throws Exception {
    BackupManifest manifest = backUp(holding("text"), archive, kept(archive), 1);
    String part = manifest.parts().getFirst().name();
    byte[] bytes = archive.read(part, 0, manifest.parts().getFirst().bytes()).orElseThrow();
    bytes[bytes.length / 2] ^= 1;
    archive.put(part, new TestContent(bytes), Map.of());
    Restored restored = new Restored();
    assertThatThrownBy(() -> new RestoreBackup(archive).run(manifest, restored, done -> {}))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("wrong checksum. Nothing was restored");
    assertThat(restored.text).isEmpty();
    assertThat(restored.finished).isFalse();
  }
}
