package durablestreams.application.backup;

import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writer of the parts of a backup: compressed pieces of files, in objects of some MiB. One part is
 * in memory at a time. Each piece is followed by a pause, a shorter one while the snapshot catches
 * up.
 */
final class PartWriter implements SnapshotSource.Sink, AutoCloseable {

  /** Bytes before compression. */
  private static final int PART_BYTES = 4 << 20;

  /** Pauses as multiples of the work before them, and while the snapshot catches up. */
  private static final int PAUSE_TIMES = 11;

  private static final int SHORT_PAUSE_TIMES = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** In place of the length of a piece: the offset is the size that the file has in the end. */
  static final int SIZE = -1;

  /** Gives its array, so that a part is not copied. */
  private static final class Bytes extends ByteArrayOutputStream {

    Bytes() {
      super(PART_BYTES + (PART_BYTES >> 4));
    }

    void digestTo(MessageDigest digest) {
      digest.update(buf, 0, count);
    }

    SegmentArchive.Content content() {
      int length = count;
      return new SegmentArchive.Content() {
        @Override
        public long size() {
          return length;
        }

        @Override
        public InputStream open() {
          return new ByteArrayInputStream(buf, 0, length);
        }
      };
    }
  }

  private final SegmentArchive target;
  private final BackupId id;
  private final LongConsumer progress;
  private final List<BackupManifest.Part> parts = new ArrayList<>();
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final Bytes packed = new Bytes();
  private final byte[] piece = new byte[256 << 10];
  private DataOutputStream open;
  private long unpacked;
  private long total;
  private int pauseTimes = PAUSE_TIMES;

  /**
   * @param progress takes the bytes of the snapshot that are stored
   */
  PartWriter(SegmentArchive target, BackupId id, LongConsumer progress) {
    this.target = target;
    this.id = id;
    this.progress = progress;
    this.open = begin();
  }

  private DataOutputStream begin() {
    packed.reset();
    deflater.reset();
    unpacked = 0;
    return new DataOutputStream(new DeflaterOutputStream(packed, deflater, 64 << 10));
  }

  @Override
  public void write(String file, long offset, ByteBuffer bytes) throws InterruptedException {
    long start = System.nanoTime();
    int length = bytes.remaining();
    entry(file, offset, length, bytes);
    total += length;
    unpacked += length;
    if (unpacked >= PART_BYTES) {
      store();
    }
    long pause = pauseTimes * (System.nanoTime() - start);
    Thread.sleep(Duration.ofNanos(Math.min(pause, LONGEST_PAUSE.toNanos())));
  }

  @Override
  public void size(String file, long bytes) {
    entry(file, bytes, SIZE, ByteBuffer.allocate(0));
    unpacked++;
  }

  private void entry(String file, long offset, int length, ByteBuffer bytes) {
    try {
      open.writeUTF(file);
      open.writeLong(offset);
      open.writeInt(length);
      while (bytes.hasRemaining()) {
        int count = Math.min(piece.length, bytes.remaining());
        bytes.get(piece, 0, count);
        open.write(piece, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void catchUp() {
    pauseTimes = SHORT_PAUSE_TIMES;
  }

  private void store() {
    try {
      open.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = id.part(parts.size() + 1);
    MessageDigest digest = sha256();
    packed.digestTo(digest);
    target.put(name, packed.content(), Map.of());
    parts.add(
        new BackupManifest.Part(name, packed.size(), HexFormat.of().formatHex(digest.digest())));
    progress.accept(total);
    open = begin();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Stores the last part. */
  List<BackupManifest.Part> finish() {
    if (unpacked > 0) {
      store();
    }
    return List.copyOf(parts);
  }

  /** Bytes of the snapshot, pieces that were replaced included. */
  long total() {
    return total;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
