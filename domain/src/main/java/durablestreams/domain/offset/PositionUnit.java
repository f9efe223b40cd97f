package durablestreams.domain.offset;

/**
 * Unit of positions: whole messages in JSON streams, payload bytes in all others. Framing is never
 * counted.
 */
public enum PositionUnit {
  BYTES,
  MESSAGES
}
