package durablestreams.conformance.faults;

import durablestreams.conformance.harness.PreloadedLibrary;
import durablestreams.conformance.harness.ServerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The wall clock of a server process, set forward and back while it runs. A small library that is
 * loaded before libc shifts it.
 */
final class ShiftedClock {

  private final Path library;
  private final Path shift;

  private ShiftedClock(Path library, Path shift) {
    this.library = library;
    this.shift = shift;
  }

  /** Compiles the library into {@code folder}; the test is skipped where there is no compiler. */
  static ShiftedClock compiledInto(Path folder) {
    Path library = PreloadedLibrary.compile(PreloadedLibrary.class, "shifted_clock", folder);
    ShiftedClock clock = new ShiftedClock(library, folder.resolve("shift"));
    clock.setTo(Duration.ZERO);
    return clock;
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
