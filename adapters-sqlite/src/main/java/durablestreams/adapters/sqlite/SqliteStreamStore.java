package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.change.StripedSeqLock;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.read.HotReader;
import durablestreams.adapters.sqlite.read.LogScan;
import durablestreams.adapters.sqlite.session.Inclusion;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRange;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;

/** The hot log and the state of all streams in a {@link SqliteDatabase}, which it closes. */
public final class SqliteStreamStore implements StreamStore, MetricSource {

  private static final Metric SYNC =
      Metric.histogram(
          "durable_streams_store_sync_duration_seconds",
          "Time of the COMMIT of SQLite: the write of its log and the fsync");

  private final SqliteDatabase database;

  public SqliteStreamStore(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    return database
        .read((connection, index) -> connection.streams().named(path))
        .flatMap(this::load)
        .map(stream -> checked(stream, path));
  }

  /** A name that the disk changed may lead to the stream of another name. */
  private static StoredStream checked(StoredStream found, StreamPath path) {
    if (!found.state().path().equals(path)) {
      throw new DamagedDataException(
          "stream %d was found by a name that is not its own: a name in the database is damaged"
              .formatted(found.state().key().value()));
    }
    return found;
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    StripedSeqLock seqLock = database.seqLock();
    long version = seqLock.now(key);
    if (StripedSeqLock.isQuiet(version)) {
      try {
        Optional<StoredStream> stream = database.read(loading(key));
        if (seqLock.now(key) == version) {
          return stream;
        }
      } catch (RuntimeException e) {
        if (seqLock.now(key) == version) {
          throw e;
        }
      }
    }
    return database.readExclusively(loading(key));
  }

  @Override
  public Optional<StoredStream> loadForCommit(StreamPath path) {
    return database
        .readToCommit((connection, index) -> connection.streams().named(path))
        .flatMap(this::loadForCommit)
        .map(stream -> checked(stream, path));
  }

  /** No commit changes the stream meanwhile: this thread would make it. */
  @Override
  public Optional<StoredStream> loadForCommit(StreamKey key) {
    return database.readToCommit(loading(key));
  }

  private static SqliteDatabase.Reading<Optional<StoredStream>> loading(StreamKey key) {
    return (connection, index) -> connection.streams().load(key, index);
  }

  @Override
  public long highestKey() {
    return database.session().log().highestKey();
  }

  @Override
  public long segmentFloor() {
    return database.segmentFloor();
  }

  @Override
  public String loss() {
    return database.loss();
  }

  @Override
  public void commit(List<StreamChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    database.commit(changes, Inclusion.NOT_FROM_LOG);
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    return readHot(key, from, to, maxBytes, false);
  }

  @Override
  public HotRead readHotWithin(StreamKey key, long from, long to, int maxBytes) {
    return readHot(key, from, to, maxBytes, true);
  }

  private HotRead readHot(StreamKey key, long from, long to, int maxBytes, boolean cut) {
    return database.read((connection, index) -> {
      HotStream stream = index.find(key, connection.hotStreams());
      if (stream == null) {
        return new HotRead.Offloaded();
      }
      HotRead read = new HotReader(connection, stream, from, to, maxBytes, cut).read();
      if (read instanceof HotRead.Offloaded) {
        index.damage().checkMissing(stream, from);
      }
      return read;
    });
  }

  @Override
  public long scanHot(List<HotRange> ranges, int maxBytes, HotSink sink) {
    return database.read(
        (connection, index) -> new LogScan(connection, index, ranges, maxBytes, sink).run());
  }

  @Override
  public String problem() {
    return database.problem();
  }

  @Override
  public void collect(MetricSink sink) {
    sink.histogram(SYNC, database.syncs());
  }

  @Override
  public void close() {
    database.close();
  }
}
