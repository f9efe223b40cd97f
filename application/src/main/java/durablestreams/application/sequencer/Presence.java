package durablestreams.application.sequencer;

/** Whether a name is held by a stream that clients may see. */
public sealed interface Presence {

  record Present(StreamEntry entry) implements Presence {}

  record Absent() implements Presence {}

  /** Held by a stream that only its forks still see. */
  record SoftDeleted() implements Presence {}
}
