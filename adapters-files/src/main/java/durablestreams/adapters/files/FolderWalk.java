package durablestreams.adapters.files;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.SegmentArchive.Listed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A walk through the files below a folder whose names begin with a prefix; it skips folders that
 * cannot contain such files, and tolerates files that appear and disappear.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {

  private final Path root;
  private final String prefix;
  private final Consumer<Listed> each;

  private FolderWalk(Path root, String prefix, Consumer<Listed> each) {
    this.root = root;
    this.prefix = prefix;
    this.each = each;
  }

  static void walk(Path root, String prefix, Consumer<Listed> each) throws IOException {
    int slash = prefix.lastIndexOf('/');
    Path start = slash < 0 ? root : root.resolve(prefix.substring(0, slash));
    if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(start, new FolderWalk(root, prefix, each));
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    String name = name(folder) + "/";
    boolean mayHold = name.startsWith(prefix) || prefix.startsWith(name);
    return mayHold && !isHidden(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    String name = name(file);
    if (attributes.isRegularFile() && name.startsWith(prefix) && ArchiveLimits.isName(name)) {
      long size = objectSize(file, attributes.size());
      if (size >= 0) {
        each.accept(new Listed(name, size));
      }
    }
    return FileVisitResult.CONTINUE;
  }

  /** The size of the object; of the file when that is damaged, and -1 when it is gone. */
  private static long objectSize(Path file, long fileSize) throws IOException {
    try {
      return Uninterrupted.run(() -> {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          return SegmentFile.layout(channel).objectSize();
        }
      });
    } catch (NoSuchFileException e) {
      return -1;
    } catch (SegmentFile.DamagedFileException e) {
      // Listed anyway, so that a check of the archive finds it.
      return fileSize;
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
      throws IOException {
    if (failure != null && !(failure instanceof NoSuchFileException)) {
      throw failure;
    }
    return FileVisitResult.CONTINUE;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private String name(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }
}
