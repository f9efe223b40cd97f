package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.model.ManualInstants;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.JsonText;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A row whose heads are damaged while the server runs: the application has its stream in memory,
 * and the index, where it is packed, has not. It costs that stream, and no other.
 */
@Timeout(60)
class DamagedWhileRunningTest {

  private static final ContentType TEXT = new ContentType("text/plain");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final JsonText NO_JSON =
      (body, lease) -> {
        throw new AssertionError("the streams are text");
      };
  private static final Duration LIFE = Duration.ofHours(1);

  @TempDir private Path folder;

  private final ManualInstants clock = new ManualInstants(START);
  private StorePorts ports;
  private StreamService service;

  @BeforeEach
  void openWithADamagedStream() throws SQLException {
    ports = SqlitePorts.open(folder);
    service =
        new StreamService(
            ports.with(new InMemorySegmentArchive(), NO_JSON, clock), ServiceSettings.DEFAULT);
    create("damaged", new Expiry.At(START.plus(LIFE)));
    create("mortal", new Expiry.At(START.plus(LIFE)));
    create("sound", null);
    append("damaged");
    append("mortal");
    append("sound");
    DatabaseFile.execute(
        folder, "UPDATE hot_log SET heads_crc32c = heads_crc32c + 1 WHERE entry = 1");
  }

  @AfterEach
  void close() {
    service.close();
    ports.store().close();
  }

  private void create(String path, @Nullable Expiry expiry) {
    service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path), TEXT, expiry, new byte[0], false, CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  private AppendOutcome append(String path) {
    return service
        .append()
        .append(
            new AppendCommand(
                new StreamPath(path),
                TEXT,
                path.getBytes(StandardCharsets.UTF_8),
                null,
                StreamSeq.NONE,
                false),
            RequestTimings.OFF);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void assertOnlyTheDamagedStreamIsRefused() {
    assertThatExceptionOfType(DamagedDataException.class)
        .isThrownBy(() -> append("damaged"))
        .withMessageContaining("row 1 of the hot log is damaged");
    assertThat(append("sound")).isInstanceOf(AppendOutcome.Accepted.class);
  }

  @Test
  void appendsToOtherStreamsGoOn() {
    for (int i = 0; i < 5; i++) {
      assertOnlyTheDamagedStreamIsRefused();
    }
  }

  @Test
  void otherStreamsAreSealed() {
    clock.advance(ServiceSettings.DEFAULT.offload().sealAfter());
    service.start();
    await(() -> ports.directory().census().pendingSegments() >= 2);
    assertOnlyTheDamagedStreamIsRefused();
  }

  @Test
  void otherStreamsExpire() {
    clock.advance(LIFE);
    service.start();
    await(() -> ports.store().load(new StreamPath("mortal")).isEmpty());
    assertThat(append("sound")).isInstanceOf(AppendOutcome.Accepted.class);
  }
}
