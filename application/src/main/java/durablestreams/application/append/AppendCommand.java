package durablestreams.application.append;

import durablestreams.application.memory.Lease;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import org.jspecify.annotations.Nullable;

/**
 * Request to append, close, or both, before validation.
 *
 * @param contentType the {@code Content-Type} header; {@code null} only when the body is empty
 * @param body the whole body, which must not be modified any more
 * @param stamp the producer headers, or {@code null} if absent
 * @param streamSeq the {@code Stream-Seq} header, or {@link StreamSeq#NONE}
 * @param close whether {@code Stream-Closed: true} was sent
 * @param tenant tenant that the bytes count for; empty for none
 * @param lease the bytes of the body, which grows by what its messages need and is closed by the
 *     caller; {@code null} for a body that is leased here
 */
public record AppendCommand(
    StreamPath path,
    @Nullable ContentType contentType,
    byte[] body,
    @Nullable ProducerStamp stamp,
    StreamSeq streamSeq,
    boolean close,
    String tenant,
    @Nullable Lease lease) {

  /** An append that counts for no tenant, with a body that is leased during the append. */
  public AppendCommand(
      StreamPath path,
      @Nullable ContentType contentType,
      byte[] body,
      @Nullable ProducerStamp stamp,
      StreamSeq streamSeq,
      boolean close) {
    this(path, contentType, body, stamp, streamSeq, close, "", null);
  }
}
