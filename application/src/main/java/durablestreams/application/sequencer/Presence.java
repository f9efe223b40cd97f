package durablestreams.application.sequencer;

import durablestreams.application.sequencer.cache.StreamEntry;

/** Result of a stream look-up by name: visible, soft-deleted or absent. */
public sealed interface Presence {

  record Present(StreamEntry entry) implements Presence {}

  record Absent() implements Presence {}

  /** Held by a stream that only its forks still see. */
  record SoftDeleted() implements Presence {}
}
