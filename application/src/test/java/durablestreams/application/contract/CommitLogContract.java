package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.fault.FaultyCommitLog;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.application.replication.leader.LogWriter.Written;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.LogRecord.Body;
import durablestreams.domain.replication.LogRecord.Changes;
import durablestreams.domain.replication.LogRecord.Elected;
import durablestreams.domain.replication.LogRecord.Empty;
import durablestreams.domain.replication.RecordId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What every commit log must do, and what all that use it then agree on, whatever goes wrong. */
public abstract class CommitLogContract {
  private static final RecordId ORIGIN = RecordId.origin(42);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ANY_SIZE = 1 << 20;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RecordEncoding encoding = new RecordEncoding(random::nextLong);

  /** A handle on the one log of this test; the first is on an empty one. */
  protected abstract CommitLog open();

  private Encoded record(RecordId follows, long epoch, Body body) {
    return encoding.encode(follows, epoch, Instant.EPOCH, body);
  }

  private Encoded record(RecordId follows) {
    return record(follows, 1, new Empty());
  }

  private static LogAppend append(CommitLog log, Encoded record, LogPlace end)
      throws InterruptedException {
    return log.append(record.bytes(), record.checksum(), end);
  }

  private static LogPlace appended(LogAppend result) {
    assertThat(result).isInstanceOf(LogAppend.Appended.class);
    return ((LogAppend.Appended) result).place();
  }

  private static List<LogRead.Entry> records(LogRead read) {
    assertThat(read).isInstanceOf(LogRead.Records.class);
    return ((LogRead.Records) read).entries();
  }

  private static List<byte[]> bytes(LogRead read) {
    return records(read).stream().map(LogRead.Entry::bytes).toList();
  }

  /** Appends {@code count} records in a row; returns them with their places. */
  private List<LogRead.Entry> fill(CommitLog log, int count) throws InterruptedException {
    List<LogRead.Entry> filled = new ArrayList<>();
    RecordId follows = ORIGIN;
    LogPlace end = LogPlace.BEGINNING;
    for (int i = 0; i < count; i++) {
      Encoded next = record(follows);
      end = appended(append(log, next, end));
      filled.add(new LogRead.Entry(end, next.bytes()));
      follows = next.record().id();
    }
    return filled;
  }

  @Test
  void recordsAreReadInTheirOrder() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      assertThat(records(log.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO))).isEmpty();
      List<LogRead.Entry> filled = fill(log, 5);
      for (CommitLog reader : List.of(log, other)) {
        for (int from = 0; from <= 5; from++) {
          LogPlace after = from == 0 ? LogPlace.BEGINNING : filled.get(from - 1).place();
          List<LogRead.Entry> read = records(reader.read(after, ANY_SIZE, Duration.ZERO));
          assertThat(read)
              .extracting(LogRead.Entry::place)
              .isEqualTo(filled.subList(from, 5).stream().map(LogRead.Entry::place).toList());
          assertThat(read.stream().map(LogRead.Entry::bytes))
              .containsExactlyElementsOf(
                  filled.subList(from, 5).stream().map(LogRead.Entry::bytes).toList());
        }
      }
      for (int i = 1; i < 5; i++) {
        assertThat(filled.get(i).place().number())
            .isGreaterThan(filled.get(i - 1).place().number());
      }
    }
  }

  @Test
  void aReadStopsAfterItsSizeAndReturnsOneRecordAtLeast() throws Exception {
    try (CommitLog log = open()) {
      List<LogRead.Entry> filled = fill(log, 4);
      int size = filled.getFirst().bytes().length;
      assertThat(records(log.read(LogPlace.BEGINNING, 1, Duration.ZERO))).hasSize(1);
      assertThat(records(log.read(LogPlace.BEGINNING, size + 1, Duration.ZERO))).hasSize(2);
    }
  }

  @Test
  void aReaderWaitsForTheNextRecord() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LogPlace end = fill(log, 1).getFirst().place();
      CountDownLatch reading = new CountDownLatch(1);
      Future<LogRead> read =
          threads.submit(() -> {
            reading.countDown();
            return other.read(end, ANY_SIZE, LONG);
          });
      reading.await();
      Encoded next = record(ORIGIN);
      appended(append(log, next, end));
      assertThat(bytes(read.get())).containsExactly(next.bytes());
    }
  }

  @Test
  void aWaitingReaderCanBeInterrupted() throws Exception {
    try (CommitLog log = open()) {
      FutureTask<LogRead> read =
          new FutureTask<>(() -> log.read(LogPlace.BEGINNING, ANY_SIZE, LONG));
      Thread reader = Thread.ofPlatform().start(read);
      reader.interrupt();
      assertThatThrownBy(read::get).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void ofTwoRecordsBehindOneEndTheFirstCounts() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      Encoded first = record(ORIGIN, 1, new Elected("a", "http://a"));
      Encoded second = record(ORIGIN, 1, new Elected("b", "http://b"));
      appended(append(log, first, LogPlace.BEGINNING));
      assertThat(append(other, second, LogPlace.BEGINNING)).isEqualTo(new LogAppend.Superseded());
      for (CommitLog each : List.of(log, other)) {
        LogReader reader = new LogReader(each, LogPlace.BEGINNING, Chain.before(ORIGIN));
        reader.read(Duration.ZERO);
        assertThat(reader.chain().leader()).isEqualTo(new Elected("a", "http://a"));
      }
    }
  }

  @Test
  void aRecordBehindAnEndThatIsNotThereIsNotAdded() throws Exception {
    try (CommitLog log = open()) {
      LogPlace end = fill(log, 1).getFirst().place();
      LogPlace other = new LogPlace(end.number(), end.checksum() + 1);
      LogPlace later = new LogPlace(end.number() + 7, end.checksum());
      for (LogPlace wrong : List.of(other, later)) {
        assertThat(append(log, record(ORIGIN), wrong)).isNotInstanceOf(LogAppend.Appended.class);
      }
    }
  }

  @Test
  void aLogThatLostRecordsSaysSo() throws Exception {
    try (CommitLog log = open()) {
      LogPlace end = fill(log, 2).getLast().place();
      LogPlace other = new LogPlace(end.number(), end.checksum() + 1);
      LogPlace later = new LogPlace(end.number() + 7, end.checksum());
      for (LogPlace wrong : List.of(other, later)) {
        assertThat(log.read(wrong, ANY_SIZE, Duration.ZERO)).isInstanceOf(LogRead.Diverged.class);
      }
    }
  }

  @Test
  void recordsBeforeAPlaceAreTrimmedAndTheLastStays() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      List<LogRead.Entry> filled = fill(log, 6);
      log.trim(filled.get(3).place());
      for (CommitLog each : List.of(log, other)) {
        assertThat(each.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO))
            .isEqualTo(new LogRead.Trimmed());
        assertThat(bytes(each.read(filled.get(3).place(), ANY_SIZE, Duration.ZERO)))
            .containsExactly(filled.get(4).bytes(), filled.get(5).bytes());
      }
      LogPlace end = filled.get(5).place();
      log.trim(end);
      log.trim(new LogPlace(end.number() + 100, 0));
      assertThat(records(log.read(end, ANY_SIZE, Duration.ZERO))).isEmpty();
      appended(append(other, record(ORIGIN), end));
      assertThat(records(log.read(end, ANY_SIZE, Duration.ZERO))).hasSize(1);
    }
  }

  /** A trim that was under way while the log was cleared does not cut the next one. */
  @Test
  void nothingIsTrimmedBeforeARecordThatIsNotThere() throws Exception {
    try (CommitLog log = open()) {
      List<LogRead.Entry> filled = fill(log, 4);
      LogPlace third = filled.get(2).place();
      log.trim(new LogPlace(third.number(), third.checksum() + 1));
      assertThat(records(log.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO))).hasSize(4);
    }
  }

  @Test
  void theLargestRecordIsTakenAndALargerOneIsNot() throws Exception {
    try (CommitLog log = open()) {
      int most = Math.min(log.maxRecordBytes(), 4 << 20);
      byte[] changes = new byte[most - RecordEncoding.OVERHEAD_BYTES];
      random.nextBytes(changes);
      Encoded large = record(ORIGIN, 1, new Changes(changes));
      appended(append(log, large, LogPlace.BEGINNING));
      assertThat(bytes(log.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO)))
          .containsExactly(large.bytes());
      if (most == log.maxRecordBytes()) {
        Encoded larger = record(ORIGIN, 1, new Changes(new byte[most + 1]));
        assertThat(append(log, larger, LogPlace.BEGINNING))
            .isInstanceOf(LogAppend.NotAppended.class);
      }
    }
  }

  @Test
  void aCommitThatIsLargerThanARecordCountsAsAWhole() throws Exception {
    try (CommitLog log = open()) {
      LogWriter writer = writer(log, 1, attempt -> {});
      assertThat(writer.write(new Elected("a", "http://a"))).isInstanceOf(Written.Counts.class);
      byte[] changes = new byte[Math.min(log.maxRecordBytes(), 1 << 20) * 5 / 2];
      random.nextBytes(changes);
      assertThat(writer.write(changes)).isInstanceOf(Written.Counts.class);
      assertThat(committed(log)).containsExactly(changes);
    }
  }

  private LogWriter writer(CommitLog log, long epoch, LogWriter.Retries retries) {
    LogReader reader = new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN));
    return new LogWriter(log, encoding, () -> Instant.EPOCH, reader, epoch, retries);
  }

  /** The bytes of all commits that count, in order. */
  private static List<byte[]> committed(CommitLog log) throws InterruptedException {
    LogReader reader = new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN));
    List<byte[]> commits = new ArrayList<>();
    List<LogReader.Passed> read = reader.read(Duration.ZERO);
    while (!read.isEmpty()) {
      for (LogReader.Passed passed : read) {
        if (passed.step().verdict() instanceof Chain.Verdict.Committed(List<LogRecord> parts)) {
          ByteArrayOutputStream whole = new ByteArrayOutputStream();
          parts.forEach(part -> whole.writeBytes(((Changes) part.body()).bytes()));
          commits.add(whole.toByteArray());
        }
      }
      read = reader.read(Duration.ZERO);
    }
    return commits;
  }

  /**
   * Three servers depose each other and write, each as fast as it can, through a network with
   * faults: what a writer was told is what every reader finds.
   */
  @Test
  void whatAWriterWasToldIsWhatEveryReaderFinds() throws Exception {
    System.out.println(getClass().getSimpleName() + ": -Dseed=" + seed);
    FaultyCommitLog.Network network = new FaultyCommitLog.Network(random, 0.2);
    List<String> counted = Collections.synchronizedList(new ArrayList<>());
    List<String> voided = Collections.synchronizedList(new ArrayList<>());
    List<String> unconfirmed = Collections.synchronizedList(new ArrayList<>());
    List<CommitLog> logs = List.of(open(), open(), open());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> servers = new ArrayList<>();
      for (int i = 0; i < logs.size(); i++) {
        CommitLog faulty = new FaultyCommitLog(logs.get(i), network);
        Server server = new Server("server" + i, faulty, new Random(random.nextLong()));
        Callable<Object> work =
            () -> {
              server.work(counted, voided, unconfirmed);
              return "";
            };
        servers.add(threads.submit(work));
      }
      for (Future<?> server : servers) {
        server.get();
      }
      network.heal();
      List<String> found =
          committed(logs.getFirst()).stream()
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .toList();
      assertThat(found).doesNotHaveDuplicates().noneMatch(voided::contains);
      List<String> told = found.stream().filter(text -> !unconfirmed.contains(text)).toList();
      assertThat(told).containsExactlyInAnyOrderElementsOf(counted);
      for (CommitLog log : logs) {
        assertThat(committed(log).stream().map(b -> new String(b, StandardCharsets.UTF_8)))
            .isEqualTo(found);
      }
      for (int i = 0; i < logs.size(); i++) {
        String name = "server" + i;
        assertThat(told.stream().filter(text -> text.startsWith(name)))
            .isEqualTo(counted.stream().filter(text -> text.startsWith(name)).toList());
      }
    } finally {
      logs.forEach(CommitLog::close);
    }
  }

  /** A server that has itself elected and writes until another one is. */
  private final class Server {
    private static final int TERMS = 12;
    private static final int WRITES = 6;

    private final String name;
    private final CommitLog log;
    private final Random choices;
    private int written;

    Server(String name, CommitLog log, Random choices) {
      this.name = name;
      this.log = log;
      this.choices = choices;
    }

    void work(List<String> counted, List<String> voided, List<String> unconfirmed)
        throws InterruptedException {
      for (int term = 0; term < TERMS; term++) {
        LogReader reader = new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN));
        readAll(reader);
        long epoch = reader.chain().epoch() + 1;
        LogWriter writer =
            new LogWriter(log, encoding, () -> Instant.EPOCH, reader, epoch, attempt -> {});
        boolean elected =
            writer.write(new Elected(name, "http://" + name)) instanceof Written.Counts;
        for (int i = choices.nextInt(WRITES); elected && i > 0 && writer.leads(); i--) {
          String text = name + " " + ++written;
          Written outcome = writer.write(text.getBytes(StandardCharsets.UTF_8));
          List<String> told =
              switch (outcome) {
                case Written.Counts ignored -> counted;
                case Written.DoesNot ignored -> voided;
                case Written.Deposed ignored -> voided;
                case Written.Unconfirmed ignored -> unconfirmed;
              };
          told.add(text);
        }
      }
    }

    private void readAll(LogReader reader) throws InterruptedException {
      boolean more = true;
      while (more) {
        try {
          more = !reader.read(Duration.ZERO).isEmpty();
        } catch (LogUnavailableException e) {
          more = true;
        }
      }
    }
  }

  @Test
  void theFirstRecordSaysWhichLogItIsToAllThatWantedToBeginOne() throws Exception {
    try (CommitLog log = open();
        CommitLog late = open()) {
      Encoded first = record(ORIGIN, 1, new Elected("a", "http://a"));
      appended(append(log, first, LogPlace.BEGINNING));
      LogReader reader = new LogReader(late, LogPlace.BEGINNING, Chain.before(RecordId.origin(43)));
      LogWriter writer =
          new LogWriter(late, encoding, () -> Instant.EPOCH, reader, 1, attempt -> {});
      assertThatThrownBy(() -> writer.write(new Elected("b", "http://b")))
          .isInstanceOf(LogLostException.class)
          .hasMessageContaining("begins with a record of another log");
      assertThat(writer.leads()).isFalse();
    }
  }

  @Test
  void aLogThatWasClearedBeginsAnew() throws Exception {
    try (CommitLog log = open();
        CommitLog other = open()) {
      Encoded first = record(ORIGIN);
      LogPlace place = appended(append(log, first, LogPlace.BEGINNING));
      other.clear();
      assertThat(records(log.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO))).isEmpty();
      assertThat(log.read(place, ANY_SIZE, Duration.ZERO)).isInstanceOf(LogRead.Diverged.class);
      Encoded again = record(RecordId.origin(43));
      appended(append(other, again, LogPlace.BEGINNING));
      assertThat(bytes(log.read(LogPlace.BEGINNING, ANY_SIZE, Duration.ZERO)))
          .containsExactly(again.bytes());
    }
  }
}
