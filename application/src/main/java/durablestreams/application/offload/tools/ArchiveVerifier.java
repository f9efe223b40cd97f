package durablestreams.application.offload.tools;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Check of every object in the index against the archive: existence, size, checksums, and
 * adjacency. It may run beside a server: a problem counts if a second look at the index of the
 * stream finds it too, since objects may have been compacted or removed between two reads.
 */
public final class ArchiveVerifier {

  private static final int PIECE = 64;

  /** Problems that are listed. */
  private static final int MAX_PROBLEMS = 10_000;

  private final StreamDirectory directory;
  private final SegmentArchive archive;

  public ArchiveVerifier(StreamDirectory directory, SegmentArchive archive) {
    this.directory = directory;
    this.archive = archive;
  }

  /**
   * Result of a check.
   *
   * @param objects objects looked at
   * @param bytes bytes read and checked
   * @param problems one line for each thing that is wrong
   */
  public record Report(long objects, long bytes, List<String> problems) {
    public boolean clean() {
      return problems.isEmpty();
    }
  }

  /**
   * Checks everything. An object that cannot be read is a problem like others, unless none can.
   *
   * @param checked receives the number of objects looked at; may end the check by an exception
   * @throws ArchiveUnavailableException when the archive fails for many objects in a row
   */
  public Report verify(LongConsumer checked) {
    Run run = new Run(checked);
    StreamKey after = null;
    while (true) {
      List<StreamKey> keys = directory.keysWithObjects(after == null ? 0 : after.value(), PIECE);
      if (keys.isEmpty()) {
        return new Report(run.objects, run.bytes, List.copyOf(run.problems));
      }
      keys.forEach(run::stream);
      after = keys.getLast();
    }
  }

  private final class Run {
    private final LongConsumer checked;
    private final List<String> problems = new ArrayList<>();
    private final OutageDetector outages = new OutageDetector();
    private long objects;
    private long bytes;

    Run(LongConsumer checked) {
      this.checked = checked;
    }

    void stream(StreamKey key) {
      List<String> found = look(key);
      if (!found.isEmpty()) {
        long objectsBefore = objects;
        long bytesBefore = bytes;
        List<String> again = look(key);
        objects = objectsBefore;
        bytes = bytesBefore;
        found.stream()
            .filter(again::contains)
            .limit(MAX_PROBLEMS - problems.size())
            .forEach(problems::add);
      }
    }

    private List<String> look(StreamKey key) {
      List<String> lines = new ArrayList<>();
      long position = 0;
      long end = -1;
      while (true) {
        List<StoredObject> found = directory.objectsFrom(key, position, PIECE);
        for (StoredObject object : found) {
          if (end >= 0 && object.start() != end) {
            lines.add(
                object.name()
                    + ": begins at "
                    + object.start()
                    + ", but the object before it ends at "
                    + end);
          }
          checkOrTell(object, lines);
          end = object.end();
          position = end;
        }
        if (found.size() < PIECE || lines.size() > MAX_PROBLEMS) {
          return lines;
        }
      }
    }

    private void checkOrTell(StoredObject object, List<String> lines) {
      try {
        check(object, lines);
        outages.succeeded();
      } catch (ArchiveUnavailableException e) {
        lines.add(object.name() + ": " + e.getMessage());
        outages.failed(e);
      }
    }

    private void check(StoredObject object, List<String> lines) {
      checked.accept(++objects);
      Optional<SegmentArchive.Described> described = archive.describe(object.name());
      if (described.isEmpty()) {
        lines.add(object.name() + ": missing");
        return;
      }
      if (described.get().size() != object.size()) {
        lines.add(
            object.name()
                + ": has "
                + described.get().size()
                + " bytes, should have "
                + object.size());
        return;
      }
      int linesBefore = lines.size();
      CRC32C whole = new CRC32C();
      for (int number = 0; number < object.index().blocks(); number++) {
        Block block = object.index().block(number);
        Optional<byte[]> content = archive.read(object.name(), block.from(), block.length());
        if (content.isEmpty()) {
          lines.add(object.name() + ": vanished while it was read");
          return;
        }
        CRC32C part = new CRC32C();
        part.update(content.get(), 0, content.get().length);
        whole.update(content.get(), 0, content.get().length);
        bytes += content.get().length;
        if ((int) part.getValue() != block.crc32c()) {
          lines.add(
              object.name() + ": wrong checksum in block " + number + " at byte " + block.from());
        }
      }
      if ((int) whole.getValue() != object.crc32c() && lines.size() == linesBefore) {
        lines.add(object.name() + ": wrong checksum");
      }
    }
  }
}
