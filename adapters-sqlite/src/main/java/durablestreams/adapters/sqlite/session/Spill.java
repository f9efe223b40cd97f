package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.connection.DatabaseBytes;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.PrivateFiles;
import durablestreams.application.port.SnapshotSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Temporary file with the end of a copy: the last changed pages of the database file, and its
 * write-ahead log. It is filled at the speed of the disk and drained at that of the sink.
 */
final class Spill implements AutoCloseable {

  static final String DATABASE = "database";
  static final String LOG = "log";

  private static final int LOG_HEADER = 32;
  private static final int MAX_ATTEMPTS = 10;

  /** Positional reads of a file, without a channel, which an interrupt would close. */
  private interface Reads {
    int read(long at, byte[] into, int length) throws IOException;
  }

  private record Range(long from, long length) {}

  private final Path log;
  private final Path path;
  private final RandomAccessFile spilled;
  private final List<Range> ranges = new ArrayList<>();
  private long databaseBytes;
  private long logBytes;

  Spill(DatabaseFiles files) throws IOException {
    this.log = files.writeAheadLog();
    this.path = files.spill();
    PrivateFiles.createFileIfMissing(path);
    this.spilled = new RandomAccessFile(path.toFile(), "rw");
    spilled.setLength(0);
  }

  /** Copies pages and the log; no checkpoint runs meanwhile. */
  void fill(DatabaseBytes database, BitSet pages, int pageSize, byte[] piece) throws IOException {
    databaseBytes = database.size();
    for (int from = pages.nextSetBit(1); from > 0; ) {
      int to = pages.nextClearBit(from);
      long start = (long) (from - 1) * pageSize;
      long end = Math.min((long) (to - 1) * pageSize, databaseBytes);
      if (start < end) {
        ranges.add(new Range(start, transfer(database::read, start, end, piece)));
      }
      from = pages.nextSetBit(to);
    }
    copyLog(piece);
  }

  /**
   * Copies the log as it is. One of which everything was moved may start over with the next commit,
   * and does so once at most while no checkpoint runs.
   */
  private void copyLog(byte[] piece) throws IOException {
    long start = spilled.getFilePointer();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      spilled.setLength(start);
      spilled.seek(start);
      if (!Files.exists(log)) {
        return;
      }
      try (RandomAccessFile source = new RandomAccessFile(log.toFile(), "r")) {
        byte[] before = header(source);
        Reads reads =
            (at, into, length) -> {
              source.seek(at);
              return source.read(into, 0, length);
            };
        logBytes = transfer(reads, 0, source.length(), piece);
        if (Arrays.equals(header(source), before)) {
          return;
        }
      }
    }
    throw new IOException(log + " does not stay the same while no checkpoint runs");
  }

  private static byte[] header(RandomAccessFile source) throws IOException {
    byte[] header = new byte[LOG_HEADER];
    source.seek(0);
    int count = source.read(header);
    return Arrays.copyOf(header, Math.max(count, 0));
  }

  /** Appends a range; how many bytes there were. */
  private long transfer(Reads source, long from, long to, byte[] piece) throws IOException {
    long at = from;
    while (at < to) {
      int count = source.read(at, piece, (int) Math.min(piece.length, to - at));
      if (count <= 0) {
        break;
      }
      spilled.write(piece, 0, count);
      at += count;
    }
    return at - from;
  }

  /** Gives everything to the sink, with the sizes of the files. */
  void drain(SnapshotSource.Sink sink, byte[] piece) throws IOException, InterruptedException {
    long at = 0;
    for (Range range : ranges) {
      drain(sink, piece, DATABASE, at, range);
      at += range.length();
    }
    drain(sink, piece, LOG, at, new Range(0, logBytes));
    sink.size(DATABASE, databaseBytes);
    sink.size(LOG, logBytes);
  }

  private void drain(SnapshotSource.Sink sink, byte[] piece, String file, long at, Range range)
      throws IOException, InterruptedException {
    long done = 0;
    while (done < range.length()) {
      spilled.seek(at + done);
      int count = spilled.read(piece, 0, (int) Math.min(piece.length, range.length() - done));
      if (count <= 0) {
        throw new IOException(path + " was changed by another program");
      }
      sink.write(file, range.from() + done, ByteBuffer.wrap(piece, 0, count));
      done += count;
    }
  }

  @Override
  public void close() throws IOException {
    spilled.close();
    Files.deleteIfExists(path);
  }
}
