package durablestreams.application.port;

import durablestreams.application.memory.Lease;
import durablestreams.domain.message.ParsedBody;

/**
 * Parser that finds the messages in a JSON body without changing their bytes (protocol, section
 * 9.1).
 */
public interface JsonText {

  /**
   * Parses a whole body: one value is one message, an array is one message for each element. White
   * space around a message is not part of it. The result may share {@code body}, which must not be
   * changed afterwards.
   *
   * @param lease grows, or is extended, by the bytes that the messages need beside the body, from
   *     here to the commit, before they are allocated
   * @return {@code Messages}, {@code EmptyArray}, {@code Empty} for a body without bytes, or {@code
   *     Invalid} with one line that says what is wrong and where, also for text that is not UTF-8
   *     or is nested too deeply
   * @throws durablestreams.application.memory.InsufficientMemoryException when there is no room for
   *     that now
   * @throws durablestreams.application.memory.ExceedsMemoryException when there can never be
   */
  ParsedBody parse(byte[] body, Lease lease);
}
