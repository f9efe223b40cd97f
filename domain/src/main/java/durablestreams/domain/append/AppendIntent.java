package durablestreams.domain.append;

import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import org.jspecify.annotations.Nullable;

/**
 * Validated request to append, close, or both (protocol, sections 5.2 and 5.3).
 *
 * @param contentType of the body; {@code null} only when there is none
 * @param stamp the producer headers, or {@code null} if absent
 * @param streamSeq the {@code Stream-Seq} header, or {@link StreamSeq#NONE}
 * @param close whether the stream ends with this
 */
public record AppendIntent(
    StreamPath path,
    @Nullable ContentType contentType,
    ParsedBody body,
    @Nullable ProducerStamp stamp,
    StreamSeq streamSeq,
    boolean close) {

  public boolean closesOnly() {
    return close && body instanceof ParsedBody.Empty;
  }
}
