package durablestreams.domain.offset;

/**
 * What one step of a position counts: whole messages in JSON streams, payload bytes in all others.
 * Framing is never counted.
 */
public enum PositionUnit {
  BYTES,
  MESSAGES
}
