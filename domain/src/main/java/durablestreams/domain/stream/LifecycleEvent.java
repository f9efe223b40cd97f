package durablestreams.domain.stream;

import java.time.Instant;

/** Event of the registry stream: a stream was created or deleted. */
public sealed interface LifecycleEvent {

  StreamPath path();

  record StreamCreated(StreamPath path, ContentType contentType, Instant createdAt)
      implements LifecycleEvent {}

  /** Deleted or expired; published once, when the stream becomes invisible to clients. */
  record StreamDeleted(StreamPath path) implements LifecycleEvent {}
}
