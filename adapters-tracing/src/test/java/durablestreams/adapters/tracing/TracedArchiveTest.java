package durablestreams.adapters.tracing;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.observe.trace.TracedArchive;
import durablestreams.application.port.SegmentArchive;
import org.junit.jupiter.api.AfterEach;

/** An archive with spans is an archive like any other. */
class TracedArchiveTest extends SegmentArchiveContract {

  private final RecordedTraces traces = new RecordedTraces();

  @Override
  protected SegmentArchive openEmpty() {
    return TracedArchive.of(new InMemorySegmentArchive(), traces.tracing());
  }

  @AfterEach
  void closeTraces() {
    traces.close();
  }
}
