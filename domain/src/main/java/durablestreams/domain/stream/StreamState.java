package durablestreams.domain.stream;

import java.time.Instant;

/**
 * State of a stream on which the rules decide, without its producers, which are looked up one at a
 * time.
 *
 * @param front the earliest retained position; later than the start only in a stream that was not
 *     forked and has no forks
 * @param forks streams whose origin is this one
 * @param deadline the instant at which the stream expires unless it is used; late rather than early
 * @param softDeleted deleted by its owner, kept for its forks (protocol, section 4.2)
 */
public record StreamState(
    StreamKey key,
    StreamPath path,
    ContentType contentType,
    Expiry expiry,
    Instant createdAt,
    Origin origin,
    Lineage lineage,
    Tail tail,
    Front front,
    Closure closure,
    StreamSeq lastSeq,
    long forks,
    Instant deadline,
    boolean softDeleted) {

  /** A stream of which everything is retained. */
  public StreamState(
      StreamKey key,
      StreamPath path,
      ContentType contentType,
      Expiry expiry,
      Instant createdAt,
      Origin origin,
      Lineage lineage,
      Tail tail,
      Closure closure,
      StreamSeq lastSeq,
      long forks,
      Instant deadline,
      boolean softDeleted) {
    this(
        key,
        path,
        contentType,
        expiry,
        createdAt,
        origin,
        lineage,
        tail,
        Front.START,
        closure,
        lastSeq,
        forks,
        deadline,
        softDeleted);
  }

  public boolean isClosed() {
    return closure.isClosed();
  }

  public StreamState withTail(Tail newTail) {
    return changed(newTail, closure, lastSeq, forks, deadline, softDeleted);
  }

  /** The stream with another earliest retained position. */
  public StreamState withFront(Front newFront) {
    return new StreamState(
        key,
        path,
        contentType,
        expiry,
        createdAt,
        origin,
        lineage,
        tail,
        newFront,
        closure,
        lastSeq,
        forks,
        deadline,
        softDeleted);
  }

  public StreamState withLastSeq(StreamSeq newSeq) {
    return newSeq.equals(lastSeq)
        ? this
        : changed(tail, closure, newSeq, forks, deadline, softDeleted);
  }

  public StreamState withClosure(Closure newClosure) {
    return changed(tail, newClosure, lastSeq, forks, deadline, softDeleted);
  }

  public StreamState withDeadline(Instant newDeadline) {
    return changed(tail, closure, lastSeq, forks, newDeadline, softDeleted);
  }

  public StreamState asSoftDeleted() {
    return changed(tail, closure, lastSeq, forks, deadline, true);
  }

  /** The state with {@code delta} more forks that point here. */
  public StreamState withMoreForks(long delta) {
    return changed(tail, closure, lastSeq, forks + delta, deadline, softDeleted);
  }

  /** The same stream with other values for everything that can change. */
  private StreamState changed(
      Tail newTail,
      Closure newClosure,
      StreamSeq newSeq,
      long newForks,
      Instant newDeadline,
      boolean newSoftDeleted) {
    return new StreamState(
        key,
        path,
        contentType,
        expiry,
        createdAt,
        origin,
        lineage,
        newTail,
        front,
        newClosure,
        newSeq,
        newForks,
        newDeadline,
        newSoftDeleted);
  }
}
