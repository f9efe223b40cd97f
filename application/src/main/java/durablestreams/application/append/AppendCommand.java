package durablestreams.application.append;

import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import org.jspecify.annotations.Nullable;

/**
 * A request to append, to close, or both, as it came in.
 *
 * @param contentType the {@code Content-Type} header; {@code null} only when the body is empty
 * @param body the whole body, not changed by anybody from here on
 * @param stamp the producer headers, or {@code null} without
 * @param streamSeq the {@code Stream-Seq} header, or {@link StreamSeq#NONE}
 * @param close whether {@code Stream-Closed: true} was there
 */
public record AppendCommand(
    StreamPath path,
    @Nullable ContentType contentType,
    byte[] body,
    @Nullable ProducerStamp stamp,
    StreamSeq streamSeq,
    boolean close) {}
