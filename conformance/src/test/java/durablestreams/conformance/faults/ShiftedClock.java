package durablestreams.conformance.faults;

import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of a server process, set forward and back while it runs. A small library that is
 * loaded before libc shifts it.
 */
final class ShiftedClock {

  private static final String SOURCE = "/durablestreams/conformance/harness/shifted_clock.c";

  private final Path library;
  private final Path shift;

  private ShiftedClock(Path library, Path shift) {
    this.library = library;
    this.shift = shift;
  }

  /** Compiles the library into {@code folder}; the test is skipped where there is no compiler. */
  static ShiftedClock compiledInto(Path folder) {
    Path compiler = Installed.program("gcc");
    Path source = folder.resolve("shifted_clock.c");
    Path library = folder.resolve("shifted_clock.so");
    try (InputStream text = ShiftedClock.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(text), source, StandardCopyOption.REPLACE_EXISTING);
      Process gcc =
          new ProcessBuilder(
                  compiler.toString(),
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-w",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        throw new AssertionError("gcc could not compile " + source);
      }
      ShiftedClock clock = new ShiftedClock(library, folder.resolve("shift"));
      clock.setTo(Duration.ZERO);
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The command with this clock. */
  ServerCommand under(ServerCommand command) {
    return command.env("LD_PRELOAD", library.toString()).env("SHIFTED_CLOCK", shift.toString());
  }

  /** Sets the clock to the right time and {@code more}. */
  void setTo(Duration more) {
    ByteBuffer nanos =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(more.toNanos());
    // In place: the process has mapped the file.
    try (FileChannel file =
        FileChannel.open(shift, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      file.write(nanos.flip(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
