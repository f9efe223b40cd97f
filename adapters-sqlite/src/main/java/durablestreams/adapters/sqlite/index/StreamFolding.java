package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.util.List;

/** Fold of rows of the hot log into the snapshot of one stream, row by row. */
final class StreamFolding {

  private final HotStream stream;
  private final long foldedTo;
  private final long neededFrom;
  private Tail tail;
  private StreamSeq lastSeq;
  private long knownTo;

  /**
   * @param found the snapshot
   * @param pending its sealed segments that no object holds, in order
   */
  StreamFolding(TailLookup.Found found, List<SealedSegment> pending) {
    stream = found.stream();
    foldedTo = found.foldedTo();
    knownTo = foldedTo;
    tail = found.tail();
    lastSeq = found.lastSeq();
    pending.forEach(stream::addPending);
    neededFrom = stream.neededFrom();
  }

  HotStream stream() {
    return stream;
  }

  StreamKey key() {
    return new StreamKey(stream.key());
  }

  /** The last row up to which the end of the stream is known. */
  long knownTo() {
    return knownTo;
  }

  /** The position at which the next append after the snapshot must start. */
  long end() {
    return tail.position();
  }

  /**
   * Takes an append that is in the log.
   *
   * @return false when it does not start where those before end
   */
  boolean fold(long entry, long at, EntryHeaders.Reader append) {
    long from = append.from();
    if (from < neededFrom) {
      return true;
    }
    if (entry <= foldedTo) {
      stream.addRow(entry, from, at);
      return true;
    }
    if (from != tail.position()) {
      return false;
    }
    knownTo = entry;
    tail =
        tail.appended(
            append.units(stream.unit()), append.messages(), append.messageBytes(stream.unit()));
    StreamSeq seq = append.seq();
    lastSeq = seq == null ? lastSeq : seq;
    stream.fold(entry, from, at, tail, append.stamp(), lastSeq);
    return true;
  }
}
