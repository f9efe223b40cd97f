package durablestreams.application.live;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to live readers.
 *
 * @param messages empty only where a line feed was left out
 * @param next the offset after them
 * @param encoding where the bytes that every reader of this batch is sent are kept, so that they
 *     are made once; {@code null} for messages that one reader alone has
 */
public record LiveBatch(
    List<MessageBatch> messages, Offset next, @Nullable SharedEncoding encoding) {}
