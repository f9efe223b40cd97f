package durablestreams.application.backup;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.replication.DamagedSnapshotException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Use case that restores a backup into an empty store. Each part is checked against its checksum
 * before anything of it is written, and the store appears as a whole at the end.
 */
public final class RestoreBackup {

  private static final int PIECE = 256 << 10;

  private final SegmentArchive target;
  private final BackupCatalog catalog;

  public RestoreBackup(SegmentArchive target) {
    this.target = target;
    this.catalog = new BackupCatalog(target);
  }

  /**
   * The backup of that name, or the latest.
   *
   * @throws StoreFailedException when there is none, with what there is
   */
  public BackupManifest find(Optional<String> name) {
    List<BackupId> known = catalog.complete();
    Optional<BackupId> id =
        name.isEmpty()
            ? known.stream().reduce((first, second) -> second)
            : known.stream().filter(k -> k.toString().equals(name.get())).findFirst();
    if (id.isEmpty()) {
      String there =
          known.isEmpty()
              ? "there is none"
              : "there are " + String.join(", ", known.stream().map(BackupId::toString).toList());
      throw new StoreFailedException(
          name.map(n -> "there is no backup " + n + ": " + there)
              .orElse("there is no complete backup: make one, or look in another BACKUP_TARGET"));
    }
    try {
      return catalog
          .manifest(id.get())
          .orElseThrow(() -> new StoreFailedException("the backup " + id.get() + " was removed"));
    } catch (IllegalArgumentException e) {
      throw damaged(id.get() + "/manifest.json", String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Restores it.
   *
   * @param progress takes the bytes of parts that are written
   * @throws StoreFailedException when it is damaged; nothing was restored
   */
  public void run(BackupManifest manifest, SnapshotSource.Restore store, LongConsumer progress)
      throws InterruptedException {
    long done = 0;
    for (BackupManifest.Part part : manifest.parts()) {
      byte[] bytes = checked(part);
      try {
        apply(bytes, store);
      } catch (IOException e) {
        throw damaged(part.name(), String.valueOf(e.getMessage()), e);
      }
      done += bytes.length;
      progress.accept(done);
    }
    store.finish();
  }

  private byte[] checked(BackupManifest.Part part) {
    Optional<SegmentArchive.Described> described = target.describe(part.name());
    if (described.isEmpty()) {
      throw damaged(part.name(), "it is missing", null);
    }
    if (described.get().size() != part.bytes()) {
      throw damaged(
          part.name(),
          "it has %d bytes, should have %d".formatted(described.get().size(), part.bytes()),
          null);
    }
    byte[] bytes =
        target
            .read(part.name(), 0, part.bytes())
            .orElseThrow(() -> new ArchiveUnavailableException(part.name() + " is gone"));
    String found = HexFormat.of().formatHex(PartWriter.sha256().digest(bytes));
    if (!found.equals(part.sha256())) {
      throw damaged(part.name(), "wrong checksum", null);
    }
    return bytes;
  }

  private static void apply(byte[] part, SnapshotSource.Restore store)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(part)))) {
      while (true) {
        String file;
        try {
          file = in.readUTF();
        } catch (EOFException e) {
          return;
        }
        long offset = in.readLong();
        int length = in.readInt();
        if (length == PartWriter.SIZE) {
          store.size(file, offset);
        } else {
          for (int done = 0; done < length; ) {
            int count = Math.min(piece.length, length - done);
            in.readFully(piece, 0, count);
            store.write(file, offset + done, ByteBuffer.wrap(piece, 0, count));
            done += count;
          }
        }
      }
    }
  }

  private static DamagedSnapshotException damaged(
      String what, String why, @Nullable Throwable cause) {
    String message = "the backup is damaged: " + what + ": " + why + ". Nothing was restored";
    return cause == null
        ? new DamagedSnapshotException(message)
        : new DamagedSnapshotException(message, cause);
  }
}
