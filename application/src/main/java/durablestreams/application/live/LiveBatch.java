package durablestreams.application.live;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch of messages for live readers.
 *
 * @param messages empty only where a line feed was dropped
 * @param next the offset after them
 * @param encoding slot for the encoded bytes, which all readers of this batch share; {@code null}
 *     if the batch has a single reader
 */
public record LiveBatch(
    List<MessageBatch> messages, Offset next, @Nullable SharedEncoding encoding) {}
