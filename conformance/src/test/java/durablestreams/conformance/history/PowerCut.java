package durablestreams.conformance.history;

import durablestreams.conformance.harness.PreloadedLibrary;
import durablestreams.conformance.harness.ServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Simulated power cuts of a server: a small library that is loaded before libc writes a journal of
 * its files, and after the process was killed they are set back to what was on the disk.
 */
final class PowerCut {
  private final Path library;
  private final Path journal;
  private JournaledDisk disk = new JournaledDisk();

  private PowerCut(Path library, Path journal) {
    this.library = library;
    this.journal = journal;
  }

  /** Compiles the library into a folder. */
  static PowerCut compiledInto(Path folder, String compiler) {
    Path library = PreloadedLibrary.compile(PowerCut.class, "power_cut", folder, compiler);
    return new PowerCut(library, folder.resolve("journal"));
  }

  /** The command of a server whose power can be cut. */
  ServerCommand under(ServerCommand command) {
    return command
        .env("LD_PRELOAD", library.toString())
        .env("POWER_CUT_ROOT", System.getProperty("java.io.tmpdir") + "/durable-streams-test")
        .env("POWER_CUT_JOURNAL", journal.toString());
  }

  /** Cuts the power of a server that was killed, and starts with a new journal. */
  void cut(Path data, Random random, boolean half) throws IOException {
    disk.replay(journal);
    end(data, random, half);
  }

  /** Likewise, but for a disk that did nothing in a random part of the fsyncs, the last ones. */
  void cutAfterLies(Path data, Random random) throws IOException {
    disk.replay(journal);
    long syncs = disk.syncs();
    disk = new JournaledDisk();
    disk.lieAfter(syncs / 2 + random.nextLong(syncs / 4));
    disk.replay(journal);
    end(data, random, false);
  }

  private void end(Path data, Random random, boolean half) throws IOException {
    disk.cutInto(data, random, half);
    Files.delete(journal);
    disk = JournaledDisk.of(data);
  }
}
