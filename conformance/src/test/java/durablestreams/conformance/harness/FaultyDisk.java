package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Faults of the disk of a server process, switched on and off while it runs. A small library that
 * is loaded before libc fails or delays its writes and fsyncs.
 */
public final class FaultyDisk {

  /** Errno values of Linux. */
  public static final int EIO = 5;

  public static final int ENOSPC = 28;
  public static final int EROFS = 30;

  private final Path library;
  private final Path rules;

  private FaultyDisk(Path library, Path rules) {
    this.library = library;
    this.rules = rules;
  }

  /** Compiles the library into {@code folder}; the test is skipped where there is no compiler. */
  public static FaultyDisk compiledInto(Path folder) {
    Path library = PreloadedLibrary.compile(FaultyDisk.class, "faulty_disk", folder);
    try {
      return new FaultyDisk(library, Files.writeString(folder.resolve("faults"), ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command with this disk under it. */
  public ServerCommand under(ServerCommand command) {
    return command.env("LD_PRELOAD", library.toString()).env("FAULTY_DISK", rules.toString());
  }

  /** Fails writes to files whose path ends like one of these. */
  public void failWrites(int errno, String... pathEnds) {
    set("write", errno, pathEnds);
  }

  /** Fails fsyncs of files whose path ends like one of these. */
  public void failFsyncs(int errno, String... pathEnds) {
    set("fsync", errno, pathEnds);
  }

  /** Delays fsyncs of files whose path ends like one of these. */
  public void delayFsyncs(int milliseconds, String... pathEnds) {
    set("fsync", -milliseconds, pathEnds);
  }

  /** Fails fsyncs of files whose path ends like one of these, and loses what is written to them. */
  public void failFsyncsAndLoseWrites(int errno, String... pathEnds) {
    write(rules("fsync", errno, pathEnds) + rules("lose", errno, pathEnds));
  }

  /** No more faults. */
  public void heal() {
    set("", 0);
  }

  private void set(String operation, int action, String... pathEnds) {
    write(rules(operation, action, pathEnds));
  }

  private static String rules(String operation, int action, String... pathEnds) {
    StringBuilder text = new StringBuilder();
    for (String end : pathEnds) {
      text.append(operation).append(' ').append(action).append(' ').append(end).append('\n');
    }
    return text.toString();
  }

  private void write(String text) {
    try {
      Path next = Files.writeString(rules.resolveSibling("next"), text);
      Files.move(next, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
