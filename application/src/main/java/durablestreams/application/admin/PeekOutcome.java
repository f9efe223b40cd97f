package durablestreams.application.admin;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.util.List;

/** Outcome of looking at a part of a stream. */
public sealed interface PeekOutcome {

  /**
   * Messages of a stream. All values are from the same instant.
   *
   * @param front position of the earliest message that is retained
   * @param from position of the first message here
   * @param next offset of what follows
   * @param nextPosition its position
   * @param tail position of the end of the stream
   */
  record Messages(
      ContentType contentType,
      long front,
      long from,
      List<PeekedMessage> messages,
      Offset next,
      long nextPosition,
      long tail,
      boolean closed)
      implements PeekOutcome {}

  /**
   * A message, or an append to a stream of bytes.
   *
   * @param position where it begins
   * @param next offset of what follows it
   * @param size its bytes
   * @param start its first bytes, all of them unless it is large
   */
  record PeekedMessage(long position, Offset next, long size, byte[] start) {}

  /** There is no such stream, or it was deleted. */
  record NotFound() implements PeekOutcome {}

  /**
   * The token names no place in this stream that is retained.
   *
   * @param reason one line for the operator
   */
  record BadOffset(String reason) implements PeekOutcome {}
}
