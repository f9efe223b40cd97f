package zip;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Archive in a folder of zip files: one for each object, with the object as one entry and each fact
 * of its description as another, so that they never disagree.
 */
public final class ZipSegmentArchive implements SegmentArchive {

  private static final String CONTENT = "content";
  private static final String FACT = "fact/";

  /** Suffix with a character that no name of an object has. */
  private static final String SUFFIX = "+.zip";

  private final Path objects;
  private final Path temporary;
  private final Path owner;
  private final Path lock;

  /**
   * @param root the folder, which is created if it is missing
   */
  public ZipSegmentArchive(Path root) {
    this.objects = root.resolve("objects");
    this.temporary = root.resolve("temporary");
    this.owner = root.resolve("owner");
    this.lock = root.resolve("owner.lock");
    attempt("the archive cannot be opened", () -> {
      Files.createDirectories(objects);
      Files.createDirectories(temporary);
      return root;
    });
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private static <T> T attempt(String failure, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (IOException e) {
      String reason = e.toString().lines().findFirst().orElse("");
      throw new ArchiveUnavailableException(failure + ": " + reason, e);
    }
  }

  private Path file(String name) {
    return objects.resolve(ArchiveLimits.requireName(name) + SUFFIX);
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    Path file = file(name);
    ArchiveLimits.requireDescription(description);
    attempt("object " + name + " cannot be written", () -> {
      Path written = Files.createTempFile(temporary, "put", SUFFIX);
      try {
        write(written, content, description);
        force(written);
        Files.createDirectories(file.getParent());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolders(file);
        return file;
      } catch (RuntimeException e) {
        throw new IOException("its content fails: " + e.getMessage(), e);
      } finally {
        Files.deleteIfExists(written);
      }
    });
  }

  private static void write(Path file, Content content, Map<String, String> description)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        InputStream in = content.open()) {
      zip.setLevel(Deflater.BEST_SPEED);
      zip.putNextEntry(new ZipEntry(CONTENT));
      if (in.transferTo(zip) != content.size()) {
        throw new IOException("its content has another size than it says");
      }
      zip.closeEntry();
      for (Map.Entry<String, String> fact : description.entrySet()) {
        zip.putNextEntry(new ZipEntry(FACT + fact.getKey()));
        zip.write(fact.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A rename is durable once its folder is, and a new folder once the one above it is. */
  private void forceFolders(Path file) throws IOException {
    for (Path folder = file.getParent(); folder.startsWith(objects); folder = folder.getParent()) {
      force(folder);
    }
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    ArchiveLimits.requireRange(from, length);
    return open(name, zip -> {
      ZipEntry content = content(zip);
      if (from > content.getSize() - length) {
        throw new IOException("it ends before byte " + (from + length));
      }
      try (InputStream in = zip.getInputStream(content)) {
        in.skipNBytes(from);
        return in.readNBytes(length);
      }
    });
  }

  private interface Look<T> {
    T at(ZipFile zip) throws IOException;
  }

  private <T> Optional<T> open(String name, Look<T> look) {
    Path file = file(name);
    return attempt("object " + name + " cannot be read", () -> {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        return Optional.of(look.at(zip));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    });
  }

  private static ZipEntry content(ZipFile zip) throws IOException {
    ZipEntry content = zip.getEntry(CONTENT);
    if (content == null) {
      throw new IOException("it has no content");
    }
    return content;
  }

  @Override
  public void delete(String name) {
    Path file = file(name);
    attempt("object " + name + " cannot be removed", () -> {
      if (Files.deleteIfExists(file)) {
        force(file.getParent());
      }
      return file;
    });
  }

  @Override
  public Optional<Described> describe(String name) {
    return open(name, zip -> {
      Map<String, String> facts = new HashMap<>();
      for (ZipEntry entry : zip.stream().filter(e -> e.getName().startsWith(FACT)).toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          facts.put(
              entry.getName().substring(FACT.length()),
              new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      return new Described(content(zip).getSize(), facts);
    });
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    ArchiveLimits.requirePrefix(prefix);
    attempt(
        "the objects cannot be listed",
        () -> Files.walkFileTree(objects, new Names(prefix, each)));
  }

  /** Walk over all objects; what is removed meanwhile is passed over. */
  private final class Names extends SimpleFileVisitor<Path> {
    private final String prefix;
    private final Consumer<Listed> each;

    private Names(String prefix, Consumer<Listed> each) {
      this.prefix = prefix;
      this.each = each;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = objects.relativize(file).toString().replace('\\', '/');
      String name = path.substring(0, path.length() - SUFFIX.length());
      if (name.startsWith(prefix)) {
        open(name, zip -> content(zip).getSize())
            .ifPresent(size -> each.accept(new Listed(name, size)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return attempt("the owner record cannot be read", this::readOwner);
  }

  private Optional<ArchiveOwner> readOwner() throws IOException {
    try {
      return Optional.of(
          ArchiveOwner.parse(Files.readString(owner))
              .orElseThrow(() -> new IOException(owner + " is damaged")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** A lock of the file system excludes other processes; of this one, the monitor does. */
  @Override
  public synchronized boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return attempt("the owner record cannot be written", () -> {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid() || !readOwner().equals(expected)) {
          return false;
        }
        Path written = Files.createTempFile(temporary, "owner", "");
        Files.writeString(written, next.text());
        force(written);
        Files.move(written, owner, StandardCopyOption.ATOMIC_MOVE);
        force(owner.getParent());
        return true;
      }
    });
  }

  @Override
  public void close() {}
}
