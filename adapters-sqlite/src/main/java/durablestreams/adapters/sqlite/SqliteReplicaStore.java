package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.META;

import durablestreams.adapters.sqlite.read.StreamListing;
import durablestreams.adapters.sqlite.session.Inclusion;
import durablestreams.adapters.sqlite.session.Session;
import durablestreams.adapters.sqlite.subscription.SubscriptionTransaction;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.subscription.SubscriptionChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replica in a {@link SqliteDatabase}. A commit is one transaction; its progress is in the row of
 * counters.
 *
 * <p>The first commit is forced to the disk, so that the database is known as a replica from then
 * on. Whether others are is said by {@link SqliteSettings#replica}.
 */
public final class SqliteReplicaStore implements ReplicaStore {

  private final SqliteDatabase database;

  public SqliteReplicaStore(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<byte[]> progress() {
    return database.read((connection, index) ->
        connection.dsl().select(META.LOG_PROGRESS).from(META).fetchOptional(META.LOG_PROGRESS));
  }

  @Override
  public void commit(
      List<StreamChange> streams, List<SubscriptionChange> subscriptions, byte[] progress) {
    database.commit(streams, new Applied(subscriptions, progress));
  }

  @Override
  public List<StoredStream> streamsAfter(long after, int limit) {
    SqliteStreamStore store = new SqliteStreamStore(database);
    List<StoredStream> streams = new ArrayList<>();
    for (StreamKey key :
        database.read((connection, index) -> StreamListing.keysAfter(connection, after, limit))) {
      store.load(key).ifPresent(streams::add);
    }
    return streams;
  }

  @Override
  public Contents contents() {
    return new Contents(
        new SqliteStreamStore(database),
        new SqliteStreamDirectory(database),
        new SqliteSubscriptionStore(database));
  }

  @Override
  public void adopt() {
    database.adopt();
  }

  /** What comes from the log beside changes of streams. */
  private record Applied(List<SubscriptionChange> subscriptions, byte[] progress)
      implements Inclusion {

    @Override
    public void write(Session session) throws SQLException {
      if (!subscriptions.isEmpty()) {
        new SubscriptionTransaction(session).write(subscriptions);
      }
      session.progress(progress);
    }

    @Override
    public void committed(Session session) throws SQLException {
      if (!session.log().isReplica()) {
        session.forceLog();
        session.log().replica(true);
      }
    }

    @Override
    public int changes() {
      return 1 + subscriptions.size();
    }
  }
}
