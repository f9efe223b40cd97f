package durablestreams.domain.creation;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;

/** Outcome of a {@link CreateIntent}. */
public sealed interface CreateOutcome {

  record Created(ContentType contentType, Offset tail, boolean closed) implements CreateOutcome {}

  /** The stream already exists with the same configuration. */
  record AlreadyExists(ContentType contentType, Offset tail, boolean closed)
      implements CreateOutcome {}

  /**
   * The stream exists with another configuration, or a soft-deleted stream holds its name.
   *
   * @param reason one line for the client
   */
  record Conflict(String reason) implements CreateOutcome {}

  /** The stream does not exist, or exists, against the precondition of the request. */
  record PreconditionFailed(Precondition precondition) implements CreateOutcome {}

  /**
   * The tenant has reached its limit of streams.
   *
   * @param limit maximum number of streams per tenant
   */
  record TooManyStreams(int limit) implements CreateOutcome {}

  /**
   * The fork would exceed the maximum fork depth.
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
   * The tenant, or all tenants together, have reached the limit of stored bytes.
   *
   * @param ofTenant whether it is the limit of the tenant
   * @param limit in bytes
   */
  record StorageFull(boolean ofTenant, long limit) implements CreateOutcome {}

  /** The body is not what the content type says. */
  record BadBody(String reason) implements CreateOutcome {}
}
