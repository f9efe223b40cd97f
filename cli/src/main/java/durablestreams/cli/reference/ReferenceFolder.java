package durablestreams.cli.reference;

import durablestreams.cli.base.CliException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The data folder of a reference server that is stopped. */
public final class ReferenceFolder {
  private static final String METADATA = "metadata.lmdb";
  private static final String STREAM = "stream:";
  private static final String STRUCTURES = "\u0002structures";
  private static final int LARGEST_FRAME = 256 << 20;

  /** Of a frame besides its content: four bytes of length and a line feed. */
  private static final int FRAME = 5;

  private final Path folder;
  private final Map<String, ReferenceStream> streams = new TreeMap<>();

  private ReferenceFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether the path is such a folder. */
  public static boolean is(Path path) {
    return Files.isRegularFile(path.resolve(METADATA));
  }

  public static ReferenceFolder read(Path path) throws IOException {
    ReferenceFolder folder = new ReferenceFolder(path);
    Compressed compressed = new Compressed();
    PackedRecords records = new PackedRecords();
    List<byte[]> values = new ArrayList<>();
    try (LmdbFile file = new LmdbFile(path.resolve(METADATA))) {
      file.entries((key, value) -> {
        String name = new String(key, StandardCharsets.UTF_8);
        if (name.equals(STRUCTURES)) {
          records.share(compressed.plain(value));
        } else if (name.startsWith(STREAM)) {
          values.add(compressed.plain(value));
        }
      });
    }
    for (byte[] value : values) {
      if (records.read(value) instanceof Map<?, ?> facts) {
        ReferenceStream stream = ReferenceStream.of(facts);
        folder.streams.put(stream.path(), stream);
      }
    }
    return folder;
  }

  /** The streams, in the order of their paths. */
  public Collection<ReferenceStream> streams() {
    return streams.values();
  }

  /**
   * Hands over what was appended to the stream, as it is stored, append by append; for a fork first
   * what it shares.
   */
  public void content(ReferenceStream stream, Consumer<byte[]> appends) throws IOException {
    content(stream, Long.MAX_VALUE, appends);
  }

  private void content(ReferenceStream stream, long end, Consumer<byte[]> appends)
      throws IOException {
    if (stream.forkedFrom().isPresent()) {
      ReferenceStream source = streams.get(stream.forkedFrom().get());
      if (source == null) {
        throw CliException.failed(
            "bad_folder",
            "%s is a fork of %s, which is missing"
                .formatted(stream.path(), stream.forkedFrom().get()));
      }
      content(source, Math.min(end, stream.base()), appends);
    }
    Path file = folder.resolve("streams").resolve(stream.file() + ".log");
    if (!Files.isRegularFile(file)) {
      throw CliException.failed(
          "bad_folder", "the file %s of stream %s is missing".formatted(file, stream.path()));
    }
    long position = stream.forkedFrom().isPresent() ? stream.base() : 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      while (position < end) {
        int length = in.readInt();
        position += (length & 0xFFFFFFFFL) + FRAME;
        if (length < 0 || length > LARGEST_FRAME) {
          throw CliException.failed("bad_folder", file + " has a frame of more than 256 MiB");
        }
        byte[] append = in.readNBytes(length);
        if (append.length < length || in.read() < 0) {
          return;
        }
        if (position <= end) {
          appends.accept(append);
        }
      }
    } catch (EOFException e) {
      // The end, or a frame that was not written whole and so never acknowledged.
    }
  }
}
