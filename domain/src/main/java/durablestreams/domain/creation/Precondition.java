package durablestreams.domain.creation;

/**
 * Precondition of a creation (RFC 9110, section 13.1). It is decided together with the creation, so
 * two requests that race for one name cannot both find the stream absent.
 */
public enum Precondition {
  NONE,

  /** The stream exists: {@code If-Match: *}. */
  EXISTS,

  /** The stream does not exist: {@code If-None-Match: *}. */
  ABSENT
}
