package durablestreams.adapters.memory;

import durablestreams.adapters.memory.InMemoryCommitLog.Mode;
import durablestreams.application.contract.CommitLogContract;
import durablestreams.application.port.replication.CommitLog;

class ConditionalCommitLogTest extends CommitLogContract {
  private final InMemoryCommitLog log = new InMemoryCommitLog(Mode.CONDITIONAL, 256 << 10);

  @Override
  protected CommitLog open() {
    return log.share();
  }
}
