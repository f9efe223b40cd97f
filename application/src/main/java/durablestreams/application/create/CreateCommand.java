package durablestreams.application.create;

import durablestreams.application.memory.Lease;
import durablestreams.domain.creation.Precondition;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import org.jspecify.annotations.Nullable;

/**
 * Request to create a stream, before validation.
 *
 * @param contentType the {@code Content-Type} header, or {@code null} if absent
 * @param expiry from {@code Stream-TTL} or {@code Stream-Expires-At}, or {@code null} if absent
 * @param body the whole body, which must not be modified any more
 * @param closed whether {@code Stream-Closed: true} was sent
 * @param tenant tenant that the stream will count for; empty for none
 * @param lease the bytes of the body, which grows by what its messages need and is closed by the
 *     caller; {@code null} for a body that is leased here
 * @param precondition from {@code If-Match} and {@code If-None-Match}
 */
public record CreateCommand(
    StreamPath path,
    @Nullable ContentType contentType,
    @Nullable Expiry expiry,
    byte[] body,
    boolean closed,
    ForkRequest fork,
    String tenant,
    @Nullable Lease lease,
    Precondition precondition) {

  /** A stream whose creation has no precondition. */
  public CreateCommand(
      StreamPath path,
      @Nullable ContentType contentType,
      @Nullable Expiry expiry,
      byte[] body,
      boolean closed,
      ForkRequest fork,
      String tenant,
      @Nullable Lease lease) {
    this(path, contentType, expiry, body, closed, fork, tenant, lease, Precondition.NONE);
  }

  /** A stream that counts for no tenant, with a body that is leased while it is created. */
  public CreateCommand(
      StreamPath path,
      @Nullable ContentType contentType,
      @Nullable Expiry expiry,
      byte[] body,
      boolean closed,
      ForkRequest fork) {
    this(path, contentType, expiry, body, closed, fork, "", null);
  }

  /** The fork headers of a request. */
  public sealed interface ForkRequest {}

  public record NoFork() implements ForkRequest {}

  /**
   * @param offset {@code Stream-Fork-Offset}, or {@code null} for the tail
   * @param subOffset {@code Stream-Fork-Sub-Offset}, or 0 if absent
   */
  public record ForkOf(StreamPath source, @Nullable Offset offset, long subOffset)
      implements ForkRequest {}

  public static final ForkRequest NO_FORK = new NoFork();
}
