package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.application.replication.leader.LogWriter.Written;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader concludes from the outcomes of its appends, and from what it reads after them. */
class LogWriterTest {

  private static final RecordId ORIGIN = RecordId.origin(42);
  private static final LogRecord.Elected A = new LogRecord.Elected("a", "http://a");
  private static final LogRecord.Elected B = new LogRecord.Elected("b", "http://b");

  private final RecordEncoding encoding = new RecordEncoding(new Random(3)::nextLong);
  private final ScriptedLog log =
      new ScriptedLog(new InMemoryCommitLog(InMemoryCommitLog.Mode.CONDITIONAL, 1_000));
  private final LogReader reader = new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN));
  private final LogWriter writer =
      new LogWriter(log, encoding, () -> Instant.EPOCH, reader, 1, attempt -> {});

  @BeforeEach
  void lead() throws Exception {
    assertThat(writer.writeFirst(A)).isInstanceOf(Written.Counts.class);
  }

  private static LogAppend storedWithoutAnAnswer(CommitLog log, Encoded record, LogPlace end)
      throws InterruptedException {
    assertThat(log.append(record.bytes(), record.checksum(), end))
        .isInstanceOf(LogAppend.Appended.class);
    return new LogAppend.Unknown("no standby has it");
  }

  /** Another node reads all there is, and has itself elected before the record arrives. */
  private LogAppend anotherIsElected(CommitLog log, Encoded record, LogPlace end)
      throws InterruptedException {
    LogReader other = new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN));
    assertThat(other.read(Duration.ZERO)).isNotEmpty();
    Encoded elected = encoding.encode(other.chain().last(), 2, Instant.EPOCH, B);
    assertThat(log.append(elected.bytes(), elected.checksum(), other.place()))
        .isInstanceOf(LogAppend.Appended.class);
    return log.append(record.bytes(), record.checksum(), end);
  }

  private List<LogRecord> records() throws InterruptedException {
    return new LogReader(log, LogPlace.BEGINNING, Chain.before(ORIGIN))
        .read(Duration.ZERO).stream().map(LogReader.Passed::record).toList();
  }

  @Test
  void aCommitThatWasReadCountsOnceARecordBehindItIsAcknowledged() throws Exception {
    log.next.add(LogWriterTest::storedWithoutAnAnswer);
    log.next.add(LogWriterTest::storedWithoutAnAnswer);
    log.next.add((engine, record, end) -> new LogAppend.NotAppended("no session"));
    Written written = writer.write(new byte[] {1});
    List<LogRecord> records = records();
    assertThat(log.next).isEmpty();
    assertThat(records.stream().skip(2).map(LogRecord::body))
        .containsExactly(new LogRecord.Empty(), new LogRecord.Empty());
    assertThat(written).isInstanceOf(Written.Counts.class);
    assertThat(((Written.Counts) written).id()).isEqualTo(records.get(1).id());
    assertThat(writer.leads()).isTrue();
    assertThat(writer.write(new byte[] {2})).isInstanceOf(Written.Counts.class);
  }

  @Test
  void aCommitThatWasReadIsUnconfirmedOnceAnotherNodeIsElected() throws Exception {
    log.next.add(LogWriterTest::storedWithoutAnAnswer);
    log.next.add(this::anotherIsElected);
    assertThat(writer.write(new byte[] {1})).isInstanceOf(Written.Unconfirmed.class);
    assertThat(writer.leads()).isFalse();
    assertThat(records()).hasSize(3).last().extracting(LogRecord::body).isEqualTo(B);
  }

  /** An empty record between the parts would void them. */
  @Test
  void thePartsOfALargeCommitAreConfirmedByTheLastOne() throws Exception {
    log.next.add(LogWriterTest::storedWithoutAnAnswer);
    assertThat(writer.write(new byte[2_000])).isInstanceOf(Written.Counts.class);
    assertThat(records()).hasSize(4).noneMatch(record -> record.body() instanceof LogRecord.Empty);
  }

  @Test
  void aCommitThatAnOwnRecordVoidedDoesNotEndTheTerm() throws Exception {
    log.next.add((engine, record, end) -> new LogAppend.Unknown("lost on the way"));
    log.next.add(LogWriterTest::storedWithoutAnAnswer);
    assertThat(writer.write(new byte[] {1})).isInstanceOf(Written.DoesNot.class);
    assertThat(log.next).isEmpty();
    assertThat(writer.write(new byte[] {2})).isInstanceOf(Written.Counts.class);
  }

  /** It has not applied what counts, so it must not write behind it. */
  @Test
  void aWriterIsDeposedByARecordOfItsEpochThatItTookForRefused() throws Exception {
    log.next.add(ScriptedLog::storesWhatItRefuses);
    assertThat(writer.write(new byte[] {1})).isInstanceOf(Written.DoesNot.class);
    assertThat(writer.write(new byte[] {2})).isInstanceOf(Written.Deposed.class);
  }
}
