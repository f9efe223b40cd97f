package durablestreams.domain.replication;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import durablestreams.domain.replication.Chain.Step;
import durablestreams.domain.replication.Chain.Verdict;
import durablestreams.domain.replication.LogRecord.Body;
import durablestreams.domain.replication.LogRecord.Changes;
import durablestreams.domain.replication.LogRecord.Elected;
import durablestreams.domain.replication.LogRecord.Empty;
import durablestreams.domain.replication.LogRecord.HandedOver;
import durablestreams.domain.replication.LogRecord.LevelRaised;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final RecordId ORIGIN = RecordId.origin(42);

  private long checksums;
  private Chain chain = Chain.before(ORIGIN);

  private LogRecord record(RecordId follows, long epoch, Body body) {
    RecordId id = new RecordId(follows.position() + 1, ++checksums);
    return new LogRecord(id, follows, epoch, Instant.EPOCH, body);
  }

  private static Changes part(int part, int parts) {
    return new Changes(part, parts, new byte[] {(byte) part});
  }

  private static Elected leader(String node) {
    return new Elected(node, "http://" + node);
  }

  private Verdict read(LogRecord record) {
    Step step = chain.read(record);
    chain = step.chain();
    return step.verdict();
  }

  private LogRecord counts(Body body) {
    long epoch = body instanceof Elected ? chain.epoch() + 1 : chain.epoch();
    LogRecord record = record(chain.last(), epoch, body);
    assertThat(read(record)).isNotInstanceOf(Verdict.Void.class);
    return record;
  }

  private void isVoid(LogRecord record) {
    Chain before = chain;
    assertThat(read(record)).isEqualTo(new Verdict.Void());
    assertThat(chain).isEqualTo(before);
  }

  @Test
  void nothingCountsBeforeAnElection() {
    isVoid(record(ORIGIN, 1, new Empty()));
    counts(leader("a"));
    assertThat(chain.epoch()).isEqualTo(1);
    assertThat(chain.leader()).isEqualTo(leader("a"));
  }

  @Test
  void aRecordOfAnotherLogIsVoid() {
    isVoid(record(RecordId.origin(7), 1, leader("a")));
  }

  @Test
  void oneOfTwoElectionsOfAnEpochCounts() {
    counts(leader("a"));
    LogRecord b = record(chain.last(), 2, leader("b"));
    LogRecord c = record(chain.last(), 2, leader("c"));
    read(b);
    isVoid(c);
    assertThat(chain.leader()).isEqualTo(leader("b"));
  }

  @Test
  void whatADeposedLeaderWritesIsVoid() {
    counts(leader("a"));
    LogRecord late = record(chain.last(), 1, part(0, 1));
    counts(leader("b"));
    isVoid(late);
    isVoid(record(chain.last(), 1, part(0, 1)));
  }

  @Test
  void recordsThatAreVoidDoNotStandBetweenOthers() {
    counts(leader("a"));
    LogRecord mine = record(chain.last(), 1, new Empty());
    isVoid(record(new RecordId(9, 9), 1, new Empty()));
    assertThat(read(mine)).isEqualTo(new Verdict.Counts(mine));
  }

  @Test
  void anEmptyRecordVoidsAnAppendThatLandsLater() {
    counts(leader("a"));
    LogRecord unknown = record(chain.last(), 1, part(0, 1));
    counts(new Empty());
    isVoid(unknown);
  }

  @Test
  void anAppendThatLandedFirstVoidsTheEmptyRecord() {
    counts(leader("a"));
    LogRecord unknown = record(chain.last(), 1, part(0, 1));
    LogRecord closing = record(chain.last(), 1, new Empty());
    assertThat(read(unknown)).isEqualTo(new Verdict.Committed(List.of(unknown)));
    isVoid(closing);
  }

  @Test
  void partsCountWithTheLast() {
    counts(leader("a"));
    LogRecord one = record(chain.last(), 1, part(0, 3));
    LogRecord two = record(one.id(), 1, part(1, 3));
    LogRecord three = record(two.id(), 1, part(2, 3));
    RecordId before = chain.last();
    assertThat(read(one)).isEqualTo(new Verdict.Incomplete());
    assertThat(read(two)).isEqualTo(new Verdict.Incomplete());
    assertThat(chain.last()).isEqualTo(before);
    assertThat(chain.end()).isEqualTo(two.id());
    assertThat(read(three)).isEqualTo(new Verdict.Committed(List.of(one, two, three)));
    assertThat(chain.last()).isEqualTo(three.id());
  }

  @Test
  void anElectionVoidsLooseParts() {
    counts(leader("a"));
    LogRecord one = record(chain.last(), 1, part(0, 2));
    LogRecord two = record(one.id(), 1, part(1, 2));
    read(one);
    Step elected = chain.read(record(chain.last(), 2, leader("b")));
    assertThat(elected.voided()).containsExactly(one);
    chain = elected.chain();
    isVoid(two);
  }

  @Test
  void partsInAnotherOrderAreVoid() {
    counts(leader("a"));
    LogRecord one = record(chain.last(), 1, part(0, 3));
    read(one);
    isVoid(record(one.id(), 1, part(2, 3)));
    isVoid(record(one.id(), 1, part(1, 4)));
    isVoid(record(one.id(), 1, new Empty()));
  }

  @Test
  void aLeaderThatHandedOverWritesNothingMore() {
    counts(leader("a"));
    counts(new HandedOver("b"));
    assertThat(chain.successor()).isEqualTo("b");
    isVoid(record(chain.last(), 1, new Empty()));
    isVoid(record(chain.last(), 1, part(0, 1)));
    counts(leader("b"));
    assertThat(chain.successor()).isNull();
  }

  @Test
  void theFeatureLevelNeverFalls() {
    counts(leader("a"));
    counts(new LevelRaised(3));
    counts(new LevelRaised(2));
    assertThat(chain.level()).isEqualTo(3);
  }

  /**
   * Writers that know a prefix of the log, each its own; records land late, twice and in disorder.
   */
  @Test
  void whatCountsIsOneChainWhateverWasWritten() {
    Random random = Seeds.random(ChainTest.class);
    for (int run = 0; run < 300; run++) {
      List<LogRecord> log = written(random);
      List<LogRecord> counted = new ArrayList<>();
      chain = Chain.before(ORIGIN);
      for (LogRecord record : log) {
        switch (read(record)) {
          case Verdict.Counts(LogRecord one) -> counted.add(one);
          case Verdict.Committed(List<LogRecord> parts) -> counted.addAll(parts);
          case Verdict.Incomplete() -> {}
          case Verdict.Void() -> {}
        }
      }
      RecordId last = ORIGIN;
      long epoch = 0;
      for (LogRecord record : counted) {
        assertThat(record.follows()).isEqualTo(last);
        assertThat(record.epoch() - epoch).isEqualTo(record.body() instanceof Elected ? 1 : 0);
        last = record.id();
        epoch = record.epoch();
      }
      assertThat(chain.last()).isEqualTo(last);
      assertThat(counted).doesNotHaveDuplicates();
    }
  }

  private List<LogRecord> written(Random random) {
    List<LogRecord> log = new ArrayList<>();
    List<LogRecord> delayed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      LogRecord next =
          next(random, log.subList(0, log.size() - random.nextInt(log.size() + 1) / 4));
      switch (random.nextInt(6)) {
        case 0 -> delayed.add(next);
        case 1 -> log.addAll(List.of(next, next));
        default -> log.add(next);
      }
      if (!delayed.isEmpty() && random.nextInt(3) == 0) {
        log.add(delayed.remove(random.nextInt(delayed.size())));
      }
    }
    return log;
  }

  private LogRecord next(Random random, List<LogRecord> known) {
    Chain seen = Chain.before(ORIGIN);
    for (LogRecord record : known) {
      seen = seen.read(record).chain();
    }
    if (seen.epoch() == 0 || random.nextInt(8) == 0) {
      return record(seen.last(), seen.epoch() + 1, leader("n" + random.nextInt(3)));
    }
    if (!seen.loose().isEmpty() && random.nextInt(4) != 0) {
      return record(seen.end(), seen.epoch(), part(seen.loose().size(), 3));
    }
    return switch (random.nextInt(4)) {
      case 0 -> record(seen.last(), seen.epoch(), new Empty());
      case 1 -> record(seen.last(), seen.epoch(), part(0, 3));
      default -> record(seen.last(), seen.epoch(), part(0, 1));
    };
  }
}
