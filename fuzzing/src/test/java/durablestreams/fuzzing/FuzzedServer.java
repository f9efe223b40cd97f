package durablestreams.fuzzing;

import durablestreams.adapters.http.server.ServerContext;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.server.UseCases;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.offload.ArchiveOwnership;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A server on memory with short timeouts, on a free port of the loopback address. */
final class FuzzedServer implements AutoCloseable {

  private static final int MAX_BODY = 4_096;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final StreamService service;
  private final StreamServer server;

  FuzzedServer() {
    HeapState heap = new HeapState(64L << 20);
    InstantSource clock = InstantSource.system();
    MemoryBudget memory = new MemoryBudget(64L << 20);
    service =
        new StreamService(
                new ServicePorts(
                    new InMemoryStreamStore(heap),
                    new InMemoryStreamDirectory(heap),
                    new InMemoryMaintenanceQueue(heap),
                    Optional.empty(),
                    new InMemorySegmentArchive(),
                    ArchiveOwnership.sole(),
                    new JacksonJsonText(),
                    clock,
                    FaultPoints.NONE,
                    memory),
                ServiceSettings.DEFAULT)
            .start();
    server =
        new StreamServer(
                HttpSettings.builder()
                    .port(0)
                    .longPollTimeout(Duration.ofMillis(20))
                    .sseLifetime(Duration.ofMillis(100))
                    .requestTimeout(Duration.ofSeconds(5))
                    .stopTimeout(Duration.ofSeconds(2))
                    .maxBodyBytes(MAX_BODY)
                    .build(),
                new UseCases(
                    service.create(),
                    service.append(),
                    service.read(),
                    service.follow(),
                    service.describe(),
                    service.delete()),
                Optional.empty(),
                AccessPolicy.open(),
                new ServerContext(
                    clock,
                    new SecureRandom(),
                    Thread.ofPlatform().daemon().factory(),
                    () -> "{}",
                    memory,
                    Optional.empty(),
                    Tracing.OFF,
                    () -> {}))
            .start();
  }

  /** Sends these bytes on a connection of their own, and returns all that is sent back. */
  String answers(byte[] input) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
      } catch (IOException e) {
        // The server closed the connection before the end of the input.
      }
      var text = new StringBuilder();
      byte[] part = new byte[8_192];
      try {
        for (int n = socket.getInputStream().read(part);
            n >= 0;
            n = socket.getInputStream().read(part)) {
          text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (java.net.SocketException e) {
        // A reset: the server had not read all of the input.
      }
      return text.toString();
    }
  }

  @Override
  public void close() {
    server.endConnections();
    service.endLiveReaders();
    server.stop();
    service.close();
  }
}
