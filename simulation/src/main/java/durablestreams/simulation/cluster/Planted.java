package durablestreams.simulation.cluster;

import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.replication.LogReader;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import java.util.List;

/** Replacements that planted faults call instead of the correct methods. */
public final class Planted {

  private Planted() {}

  /** The epoch that is checked: that of a record, but the current one unless it is an election. */
  public static long epoch(LogRecord record, Chain chain) {
    return record.body() instanceof LogRecord.Elected ? record.epoch() : chain.epoch();
  }

  /** Arithmetic on places in place of the chain: what is not the next one does not count. */
  public static LogAppend byNextPlace(LogAppend result) {
    return result instanceof LogAppend.Superseded
        ? new LogAppend.NotAppended("its place is not the next one")
        : result;
  }

  /** A commit that is void is one that counts. */
  public static Chain.Step step(LogReader.Passed passed) {
    boolean whole =
        passed.record().body() instanceof LogRecord.Changes changes && changes.parts() == 1;
    return whole && passed.step().verdict() instanceof Chain.Verdict.Void
        ? new Chain.Step(
            passed.step().chain(), new Chain.Verdict.Committed(List.of(passed.record())), List.of())
        : passed.step();
  }
}
