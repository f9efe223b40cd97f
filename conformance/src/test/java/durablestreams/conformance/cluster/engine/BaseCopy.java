package durablestreams.conformance.cluster.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copy of the data of a server that runs, from which a standby starts: what {@code pg_basebackup}
 * does, which is not among the programs from Maven Central.
 */
final class BaseCopy {

  /** What the standby makes anew, or gets from the primary. */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "standby.signal",
          "backup_label",
          "pg_wal",
          "pg_replslot",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_notify",
          "pg_serial",
          "pg_snapshots");

  private BaseCopy() {}

  /** Makes the data of {@code standby} a copy of {@code primary}, which it follows once started. */
  static void make(PostgresServer primary, PostgresServer standby, String name) {
    delete(standby.data());
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_start_backup('standby', true, false)");
      copy(primary.data(), standby.data());
      try (var label =
          statement.executeQuery("SELECT labelfile FROM pg_stop_backup(false, false)")) {
        label.next();
        Files.writeString(standby.data().resolve("backup_label"), label.getString(1));
      }
      Files.createFile(standby.data().resolve("standby.signal"));
      Files.writeString(
          standby.data().resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=%s'%n"
              .formatted(primary.port(), name),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
    } catch (SQLException e) {
      throw new IllegalStateException("no copy of the primary: " + primary.output(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(to.resolve(from.relativize(folder)), owner);
            return isCopied(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (isCopied(file)) {
              copyIfThere(file, to.resolve(from.relativize(file)));
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
        });
  }

  private static boolean isCopied(Path path) {
    return !NOT_COPIED.contains(path.getFileName().toString());
  }

  private static void copyIfThere(Path file, Path to) throws IOException {
    try {
      Files.copy(file, to);
    } catch (NoSuchFileException e) {
      // The server has removed it; replay does not need it.
    }
  }

  /** Removes a folder, if it is there. */
  static void delete(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
