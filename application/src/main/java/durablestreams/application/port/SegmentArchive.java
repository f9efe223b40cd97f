package durablestreams.application.port;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Archive of immutable objects in cheap remote storage. Thread-safe; every call can be slow and can
 * fail.
 *
 * <p>An implementation retries within its own time limits, and then throws {@link
 * ArchiveUnavailableException}. Names and descriptions outside of {@link ArchiveLimits} are
 * rejected with {@link IllegalArgumentException}.
 */
public interface SegmentArchive extends AutoCloseable {

  /**
   * Writes an object. When this returns, the object is durable and whole; an object of that name
   * that was there before is replaced, in one step. When it throws, readers see the old state or
   * the new one, never a part.
   *
   * @param description a few short entries that are kept with the object: names of lower-case ASCII
   *     letters, digits and hyphens, any text as values
   * @throws ArchiveUnavailableException also when {@code content} fails or has another size than it
   *     says
   */
  void put(String name, Content content, Map<String, String> description);

  /** Content of an object to write, which can be read more than once. */
  interface Content {

    /** How many bytes {@link #open} gives. */
    long size();

    /** The bytes from the start; the archive closes the stream, and may open another. */
    InputStream open() throws IOException;
  }

  /**
   * Reads exactly {@code length} bytes from {@code from}; empty when there is no such object.
   *
   * @throws ArchiveUnavailableException also when the object ends before {@code from + length}
   */
  Optional<byte[]> read(String name, long from, int length);

  /** Removes an object; one that is not there counts as removed. */
  void delete(String name);

  /**
   * Removes objects, together where that is cheaper than one after the other. When it throws, some
   * of them may be gone and others not.
   */
  default void deleteAll(List<String> names) {
    names.forEach(this::delete);
  }

  /** Size and description of an object. */
  Optional<Described> describe(String name);

  /**
   * Calls {@code each} with the name and size of every object whose name begins with {@code
   * prefix}, in any order. The prefix may end anywhere in a name; the empty one begins all.
   */
  void list(String prefix, Consumer<Listed> each);

  /**
   * The owner of the archive; empty if no store has claimed it.
   *
   * @throws ArchiveUnavailableException also when the record is damaged
   */
  Optional<ArchiveOwner> owner();

  /**
   * Replaces the owner record if it is still {@code expected}, in one step where the service has
   * conditional writes. When this returns {@code true}, the record is durable.
   *
   * @param expected empty for none
   * @return whether {@code next} is the record now
   */
  boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next);

  record Described(long size, Map<String, String> description) {}

  record Listed(String name, long size) {}

  @Override
  void close();
}
