package durablestreams.adapters.sqlite.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * File with the two latest {@link LogMark}s, each in a sector of its own and written in turn, so
 * that a write which a power failure interrupts leaves the one before.
 */
public final class MarkFile {

  private static final int SECTOR = 512;

  private final Path path;

  public MarkFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  public boolean exists() {
    return Files.exists(path);
  }

  /** The latest mark; empty when there is none that is whole. */
  public Optional<LogMark> read() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      return Optional.empty();
    }
    return Stream.of(0, SECTOR)
        .filter(at -> at < bytes.length)
        .map(at -> Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + SECTOR)))
        .map(LogMark::decoded)
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(LogMark::turn));
  }

  /** Writes a mark over the one before the latest, and forces it to the disk. */
  public void write(LogMark mark) throws IOException {
    ByteBuffer sector = ByteBuffer.allocate(SECTOR).put(mark.encoded());
    sector.rewind();
    try (FileChannel channel = PrivateFiles.open(path)) {
      long at = mark.turn() % 2 * SECTOR;
      while (sector.hasRemaining()) {
        at += channel.write(sector, at);
      }
      channel.force(true);
    }
  }
}
