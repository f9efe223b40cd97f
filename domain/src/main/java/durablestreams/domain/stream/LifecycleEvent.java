package durablestreams.domain.stream;

import java.time.Instant;

/** What the registry stream tells the world about a stream. */
public sealed interface LifecycleEvent {

  StreamPath path();

  record StreamCreated(StreamPath path, ContentType contentType, Instant createdAt)
      implements LifecycleEvent {}

  /** Deleted or expired; told once, at the moment clients cannot see the stream any more. */
  record StreamDeleted(StreamPath path) implements LifecycleEvent {}
}
