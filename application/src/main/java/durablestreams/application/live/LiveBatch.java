package durablestreams.application.live;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import java.util.List;

/**
 * Messages on their way to live readers.
 *
 * @param messages at least one batch
 * @param next the offset after them
 * @param encoding where the bytes that every reader of this batch is sent are kept, so that they
 *     are made once
 */
public record LiveBatch(List<MessageBatch> messages, Offset next, SharedEncoding encoding) {}
