package durablestreams.application.delete;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;

/** Use case of deleting a stream (protocol, section 5.4). */
public final class DeleteStream {

  private final StreamSequencer sequencer;

  public DeleteStream(StreamSequencer sequencer) {
    this.sequencer = sequencer;
  }

  /** Deletes a stream; returns once that is durable. */
  public DeleteOutcome delete(StreamPath path, RequestTimings timings) {
    if (!sequencer.preloadToDelete(path) && sequencer.isSole()) {
      return new DeleteOutcome.NotFound();
    }
    return sequencer.submit(batch -> decide(batch, path), 0, timings);
  }

  private static DeleteOutcome decide(Batch batch, StreamPath path) {
    StreamState state = batch.find(path);
    if (state == null) {
      return new DeleteOutcome.NotFound();
    }
    if (state.softDeleted()) {
      return new DeleteOutcome.Gone();
    }
    batch.delete(state);
    return new DeleteOutcome.Deleted();
  }
}
