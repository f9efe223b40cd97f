package durablestreams.domain.creation;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;

/** What became of a {@link CreateIntent}. */
public sealed interface CreateOutcome {

  record Created(ContentType contentType, Offset tail, boolean closed) implements CreateOutcome {}

  /** It exists already, configured just like that. */
  record AlreadyExists(ContentType contentType, Offset tail, boolean closed)
      implements CreateOutcome {}

  /**
   * It exists, configured otherwise, or its name is held by a soft-deleted stream.
   *
   * @param reason one line for the client
   */
  record Conflict(String reason) implements CreateOutcome {}

  /**
   * The tenant has as many streams as it may have.
   *
   * @param limit how many that is
   */
  record TooManyStreams(int limit) implements CreateOutcome {}

  /**
   * The source is a fork of a fork, and so on, as deep as it may be.
   *
   * @param limit forks between a stream and one that was not forked
   */
  record TooDeep(int limit) implements CreateOutcome {}

  /** There is no stream to fork from. */
  record SourceNotFound() implements CreateOutcome {}

  /** The stream to fork from is soft-deleted. */
  record SourceGone() implements CreateOutcome {}

  /**
   * The fork offset or sub-offset names no place in the source.
   *
   * @param reason one line for the client
   */
  record BadForkPoint(String reason) implements CreateOutcome {}

  /**
   * The tenant, or all tenants together, store as many bytes as they may.
   *
   * @param ofTenant whether it is the limit of the tenant
   * @param limit in bytes
   */
  record StorageFull(boolean ofTenant, long limit) implements CreateOutcome {}

  /** The body is not what the content type says. */
  record BadBody(String reason) implements CreateOutcome {}
}
