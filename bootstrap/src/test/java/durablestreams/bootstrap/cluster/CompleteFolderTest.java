package durablestreams.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import durablestreams.server.assembly.StartException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Backup of the folder of a node that was stopped. */
class CompleteFolderTest {

  private final InMemoryCommitLog log =
      new InMemoryCommitLog(InMemoryCommitLog.Mode.CONDITIONAL, 1 << 20);
  private final InMemoryReplicaStore store =
      new InMemoryReplicaStore(
          new HeapState(1 << 20), new InMemorySubscriptionStore(1 << 20), InstantSource.system());
  private final RecordEncoding encoding = new RecordEncoding(new Random(1)::nextLong);
  private ReplicaProgress end = ReplicaProgress.before(RecordId.origin(7));

  private void write(LogRecord.Body body) {
    Chain chain = end.chain();
    long epoch = chain.epoch() + (body instanceof LogRecord.Elected ? 1 : 0);
    Encoded record = encoding.encode(chain.last(), epoch, Instant.EPOCH, body);
    LogAppend added = log.append(record.bytes(), record.checksum(), end.place());
    assertThat(added).isInstanceOf(LogAppend.Appended.class);
    end =
        new ReplicaProgress(
            end.logId(),
            ((LogAppend.Appended) added).place(),
            chain.read(record.record()).chain(),
            Instant.EPOCH);
  }

  private void check(CommitLog asked) throws InterruptedException {
    CompleteFolder.require(store, asked, InstantSource.system());
  }

  @Test
  void aFolderThatLacksAChangeIsRefused() {
    write(new LogRecord.Elected("a", "http://a"));
    store.commit(List.of(), List.of(), end.encode());
    write(new LogRecord.Empty());
    assertThatCode(() -> check(log)).doesNotThrowAnyException();
    write(new LogRecord.Changes(0, 1, new byte[] {1}));
    assertThatThrownBy(() -> check(log))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("changes that this folder lacks")
        .hasMessageEndingWith("make it at a node that runs");
    store.commit(List.of(), List.of(), end.encode());
    assertThatCode(() -> check(log)).doesNotThrowAnyException();
  }

  @Test
  void aFolderWhoseLogWasTrimmedOrCannotBeAskedIsRefused() {
    write(new LogRecord.Elected("a", "http://a"));
    store.commit(List.of(), List.of(), end.encode());
    write(new LogRecord.Changes(0, 1, new byte[] {1}));
    write(new LogRecord.Changes(0, 1, new byte[] {2}));
    log.trim(end.place());
    assertThatThrownBy(() -> check(log))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("trimmed");
    CommitLog silent =
        (CommitLog)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CommitLog.class},
                (proxy, method, arguments) -> {
                  throw new LogUnavailableException("the engine does not answer");
                });
    assertThatThrownBy(() -> check(silent))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the engine does not answer");
  }
}
