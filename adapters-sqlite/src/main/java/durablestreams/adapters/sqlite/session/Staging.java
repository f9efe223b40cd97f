package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.index.TailLookup;
import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.adapters.sqlite.log.LogAppender;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first step of a commit: each append is checked against its stream and gets its row of the
 * log, before anything is written.
 */
final class Staging {

  /**
   * Where an append will be: in which stream, and in which row of the log.
   *
   * @param large the rows of a large append
   */
  record Staged(HotStream stream, long entry, @Nullable LargeAppend large) {}

  private final Session session;
  private final LogAppender appender;
  private final HotIndex index;
  private final long number;

  /** Streams that had no rows before this commit, or did not exist. */
  private final Map<StreamKey, HotStream> fresh = new HashMap<>();

  private final List<Staged> appends = new ArrayList<>();
  private final ProducerGrowth producers = new ProducerGrowth();
  private final Set<StreamKey> several = new HashSet<>();
  private long payloadBytes;
  private long others;

  Staging(Session session) {
    this.session = session;
    this.appender = session.appender();
    this.index = session.index();
    this.number = session.log().nextCommit();
  }

  /** Lines up the rows of the log; the key of a stream that is not as expected, or {@code null}. */
  @Nullable StreamKey stage(List<StreamChange> changes) throws SQLException {
    appender.begin(session.log().nextEntry());
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.Appended appended) {
        HotStream hot = hot(appended.key());
        if (hot == null) {
          return appended.key();
        }
        if (hot.isStaged(number)) {
          several.add(appended.key());
        }
        if (!hot.stage(number, appended)) {
          return appended.key();
        }
        appends.add(place(hot, appended));
        producers.add(hot, appended.stamp());
        payloadBytes += appended.batch().payloadBytes();
      } else {
        others++;
        unpack(change);
        if (change instanceof StreamChange.Created(var state, var ignored)) {
          fresh(state);
        } else if (change instanceof StreamChange.Restored restored) {
          fresh(restored.state());
        }
      }
    }
    return null;
  }

  private Staged place(HotStream hot, StreamChange.Appended appended) throws SQLException {
    boolean seqChanged = hot.stageSeq(appended.streamSeq());
    if (LargeAppend.isLarge(appended.batch())) {
      LargeAppend large = appender.addLarge(appended, seqChanged);
      return new Staged(hot, large.groups().getFirst().entry(), large);
    }
    return new Staged(hot, appender.add(appended, seqChanged), null);
  }

  /**
   * Has a stream in memory whose rows, or what comes on top of its snapshot, the change changes.
   */
  private void unpack(StreamChange change) throws SQLException {
    StreamKey key =
        switch (change) {
          case StreamChange.Closed closed -> closed.key();
          case StreamChange.SegmentSealed(var segment) -> segment.key();
          case StreamChange.SegmentsOffloaded(var object) -> object.key();
          case StreamChange.FrontTrimmed trimmed -> trimmed.key();
          case StreamChange.Purged(var purged) -> purged;
          case StreamChange.ProducersForgotten forgotten -> forgotten.key();
          default -> null;
        };
    if (key != null) {
      index.unpack(key, session.hotStreams());
    }
  }

  private void fresh(StreamState state) {
    fresh.put(
        state.key(),
        new HotStream(
            state.key().value(), state.contentType().unit(), state.tail(), state.lastSeq()));
  }

  /** What memory holds of a stream, or would if it had rows; {@code null} if there is no such. */
  private @Nullable HotStream hot(StreamKey key) throws SQLException {
    HotStream hot = index.unpack(key, session.hotStreams());
    if (hot == null) {
      hot = fresh.get(key);
    }
    if (hot == null) {
      TailLookup.Found found = session.tails().find(key);
      if (found != null) {
        hot = found.stream();
        fresh.put(key, hot);
      }
    }
    return hot;
  }

  /** What memory holds of a stream, without reading. */
  @Nullable HotStream inMemory(StreamKey key) {
    HotStream hot = index.unpacked(key);
    return hot == null ? fresh.get(key) : hot;
  }

  /** For each append, in order. */
  List<Staged> appends() {
    return appends;
  }

  /** Streams with more than one append; readers must not see some of them only. */
  Set<StreamKey> several() {
    return several;
  }

  ProducerGrowth producers() {
    return producers;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  /** Number of changes that are no appends. */
  long others() {
    return others;
  }
}
