package durablestreams.adapters.files;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A segment archive in a local folder: one file for each object, whose path is the object's name.
 *
 * <p>A put writes to a temporary file, syncs it, renames it to its place and syncs the folders. A
 * crash leaves the old object or the new one, and possibly a temporary file that the next start
 * removes. {@link SegmentFile} describes the file format. Names are validated, so no file outside
 * the folder is touched. Nothing is retried: a local disk that fails needs an operator.
 *
 * <p>Limits: an object cannot have the name of a folder of other objects ({@code a} and {@code
 * a/b}); on a case-insensitive file system, names that differ only in case are the same.
 *
 * <p>Safe for use by many threads. One process writes, others may read.
 */
public final class FileSegmentArchive implements SegmentArchive {

  /** Files kept open for reading, unless the constructor says otherwise. */
  public static final int DEFAULT_OPEN_FILES = 128;

  private static final int COPY_BYTES = 128 * 1024;

  private final ArchiveFolder folder;
  private final Uploads uploads;
  private final OwnerFile owner;
  private final OpenFiles openFiles;

  /**
   * @throws ArchiveUnavailableException when the folder is not there and cannot be made, or cannot
   *     be written
   */
  public FileSegmentArchive(Path folder) {
    this(folder, DEFAULT_OPEN_FILES);
  }

  /**
   * @param openFiles maximum number of idle files kept open for reading
   */
  public FileSegmentArchive(Path folder, int openFiles) {
    this(folder, openFiles, Uploads.PlainOutput::new);
  }

  FileSegmentArchive(Path folder, int openFiles, Uploads.Opener opener) {
    Path root = folder.toAbsolutePath().normalize();
    this.folder = new ArchiveFolder(root);
    this.openFiles = new OpenFiles(openFiles);
    try {
      PrivateFiles.createFolders(root);
      this.uploads = new Uploads(root, opener);
      this.owner = new OwnerFile(root, root.resolve(Uploads.FOLDER));
      ArchiveFolder.sync(root);
      Path parent = root.getParent();
      if (parent != null) {
        ArchiveFolder.sync(parent);
      }
    } catch (IOException e) {
      throw failed("cannot be used", e);
    }
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    Path file = folder.file(name);
    byte[] trailer =
        SegmentFile.trailer(content.size(), ArchiveLimits.requireDescription(description));
    try {
      Path upload = uploads.create();
      try {
        write(upload, name, content, trailer);
        folder.moveInto(upload, file);
      } finally {
        Files.deleteIfExists(upload);
      }
    } catch (IOException e) {
      throw failed("could not store object " + name, e);
    } finally {
      forget(file);
    }
  }

  private void write(Path upload, String name, Content content, byte[] trailer) throws IOException {
    try (Uploads.Output out = uploads.open(upload)) {
      copy(name, content, out);
      out.write(trailer, trailer.length);
      out.sync();
    }
  }

  private static void copy(String name, Content content, Uploads.Output out) throws IOException {
    long left = content.size();
    byte[] buffer = new byte[COPY_BYTES];
    try (InputStream in = opened(name, content)) {
      while (true) {
        int count = next(name, in, buffer);
        left -= Math.max(count, 0);
        if (left < 0 || (count < 0 && left > 0)) {
          throw new ArchiveUnavailableException(
              "the content of object %s has not the %d bytes it claims"
                  .formatted(name, content.size()));
        }
        if (count < 0) {
          return;
        }
        out.write(buffer, count);
      }
    }
  }

  private static InputStream opened(String name, Content content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw Failures.ofContent(name, e);
    }
  }

  private static int next(String name, InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw Failures.ofContent(name, e);
    }
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    ArchiveLimits.requireRange(from, length);
    Path path = folder.file(name);
    try {
      return openFiles.with(
          path,
          (file, layout) -> {
            if (from > layout.objectSize() - length) {
              throw new ArchiveUnavailableException(
                  "object %s has %d bytes, too few for %d from byte %d"
                      .formatted(name, layout.objectSize(), length, from));
            }
            return SegmentFile.read(file, from, length);
          });
    } catch (IOException e) {
      throw failed("could not read object " + name, e);
    }
  }

  @Override
  public void delete(String name) {
    deleteAll(List.of(name));
  }

  @Override
  public void deleteAll(List<String> names) {
    List<Path> files = names.stream().map(folder::file).toList();
    try {
      folder.removeAll(files);
    } catch (IOException e) {
      int others = names.size() - 1;
      String more = others == 0 ? "" : " or one of " + others + " others";
      throw failed("could not delete object " + names.getFirst() + more, e);
    } finally {
      files.forEach(this::forget);
    }
  }

  @Override
  public Optional<Described> describe(String name) {
    try {
      return openFiles.with(
          folder.file(name),
          (file, layout) ->
              new Described(layout.objectSize(), SegmentFile.description(file, layout)));
    } catch (IOException e) {
      throw failed("could not describe object " + name, e);
    }
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    ArchiveLimits.requirePrefix(prefix);
    try {
      FolderWalk.walk(folder.root(), prefix, each);
    } catch (IOException e) {
      throw failed("could not list objects", e);
    }
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    try {
      return owner.read();
    } catch (IOException e) {
      throw failed("has an owner record that could not be read", e);
    }
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    try {
      Path temporary = uploads.create();
      try {
        return owner.replace(expected, next, temporary);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failed("could not be claimed", e);
    }
  }

  @Override
  public void close() {
    openFiles.close();
    try {
      uploads.close();
    } catch (IOException e) {
      throw failed("could not be closed", e);
    }
  }

  private void forget(Path file) {
    try {
      openFiles.forget(file);
    } catch (IOException e) {
      throw failed("could not close " + file.getFileName(), e);
    }
  }

  private ArchiveUnavailableException failed(String what, IOException cause) {
    return Failures.of(folder.root(), what, cause);
  }
}
