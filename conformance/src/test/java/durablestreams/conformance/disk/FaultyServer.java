package durablestreams.conformance.disk;

import static durablestreams.conformance.harness.TestStream.TEXT;

import durablestreams.conformance.harness.FaultyDisk;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.file.Path;

/** A server on a disk that fails when told to, and a stream of it. */
record FaultyServer(FaultyDisk disk, ServerProcess process, TestStream stream)
    implements AutoCloseable {

  static FaultyServer start(Path folder, String... arguments) {
    FaultyDisk disk = FaultyDisk.compiledInto(folder);
    ServerProcess process =
        ServerProcess.start(disk.under(ServerCommand.store("sqlite").with(arguments)));
    return new FaultyServer(disk, process, process.server().stream("a").created(TEXT));
  }

  String status() {
    return process.server().request("GET", "/status").send().expect(200).text();
  }

  /** Checks without a stop in between, and then again from what a killed process leaves behind. */
  void checkNowAndAfterAKill(Traffic traffic) {
    traffic.check();
    process.kill9();
    process.restart();
    traffic.check();
    stream.append(TEXT, "after");
  }

  @Override
  public void close() {
    process.close();
  }
}
