package durablestreams.adapters.sqlite.inspection;

import static durablestreams.adapters.sqlite.generated.Tables.ARCHIVE_CLAIMS;
import static durablestreams.adapters.sqlite.generated.Tables.GARBAGE_OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.META;
import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.connection.Failures;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FolderLock;
import durablestreams.adapters.sqlite.file.MarkFile;
import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.adapters.sqlite.index.HotCount;
import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotIndexLoader;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.index.HotStreamLoader;
import durablestreams.adapters.sqlite.schema.Schema;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Log;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.tools.JooqLogger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Reader of the data folder of a server that does not run. It writes nothing there: without a
 * write-ahead log the database is opened as one that cannot change, and with one for reading only.
 */
public final class FolderInspection {

  /** Streams with hot rows of which memory holds everything; of others it holds where they are. */
  private static final int UNPACKED = 1 << 12;

  /** Bytes of producers beyond which it holds the same of streams with few rows. */
  private static final long PRODUCER_BYTES = 1 << 20;

  private final DatabaseFiles files;

  public FolderInspection(Path folder) {
    this.files = new DatabaseFiles(folder);
  }

  /**
   * Looks into the folder.
   *
   * @param streams receives the streams in the order of their names
   * @throws StoreFailedException with one sentence for the operator: there is no database, a server
   *     uses the folder, or the file is damaged or newer than this program
   */
  public FolderSummary inspect(Consumer<InspectedStream> streams) {
    Path folder = files.folder().toAbsolutePath().normalize();
    if (!Files.isRegularFile(files.file())) {
      throw new StoreFailedException("there is no database streams.db in " + folder);
    }
    refuseIfInUse(folder);
    JooqLogger.globalThreshold(Log.Level.WARN);
    try (Connection connection = open()) {
      FolderSummary summary = inspect(connection, streams);
      refuseIfInUse(folder);
      return summary;
    } catch (SQLException | DataAccessException e) {
      throw Failures.opening(files.file(), e);
    }
  }

  /**
   * How far the database has applied a commit log; empty if it is no replica, if there is none, or
   * if it cannot be read, which whatever opens it next will say.
   */
  public Optional<byte[]> logProgress() {
    if (!Files.isRegularFile(files.file())) {
      return Optional.empty();
    }
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT log_progress FROM meta")) {
      return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** Whether the database holds streams, or did; false if it cannot be read. */
  public boolean isUsed() {
    if (!Files.isRegularFile(files.file())) {
      return false;
    }
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT highest_key FROM meta")) {
      return row.next() && row.getLong(1) > 0;
    } catch (SQLException e) {
      return false;
    }
  }

  private void refuseIfInUse(Path folder) {
    if (!Files.exists(files.lock())) {
      return;
    }
    try {
      if (FolderLock.isHeldHere(folder)) {
        throw inUse(folder);
      }
      try (FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.READ);
          FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
        if (shared == null) {
          throw inUse(folder);
        }
      }
    } catch (IOException e) {
      throw new StoreFailedException(
          "the lock of the data folder %s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static StoreFailedException inUse(Path folder) {
    return new StoreFailedException(
        "a server uses the data folder %s: stop it, or ask it with ls, stat and /status"
            .formatted(folder));
  }

  private Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    String file = "jdbc:sqlite:file:" + files.file().toUri().getRawPath();
    return config.createConnection(hasLog() ? file : file + "?immutable=1");
  }

  private boolean hasLog() {
    return sizeOf(files.writeAheadLog()) > 0;
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private FolderSummary inspect(Connection connection, Consumer<InspectedStream> streams)
      throws SQLException {
    long layout = Connections.pragma(connection, "user_version");
    if (layout != Schema.VERSION) {
      throw new StoreFailedException(
          "%s has layout %d, and this program knows layout %d"
              .formatted(files.file().toAbsolutePath(), layout, Schema.VERSION));
    }
    DSLContext dsl = Connections.dsl(connection);
    HotIndex index = new HotIndex(UNPACKED, PRODUCER_BYTES);
    try (HotStreamLoader loader = new HotStreamLoader(connection)) {
      new HotIndexLoader(connection, dsl, loader, index).load();
      try (Cursor<StreamsRecord> rows = dsl.selectFrom(STREAMS).orderBy(STREAMS.PATH).fetchLazy()) {
        while (rows.hasNext()) {
          StreamsRecord row = rows.fetchNext();
          if (row != null) {
            streams.accept(stream(row, index.find(new StreamKey(row.getStreamKey()), loader), dsl));
          }
        }
      }
    }
    return summary(layout, dsl, index.count());
  }

  private static InspectedStream stream(
      StreamsRecord row, @Nullable HotStream hot, DSLContext dsl) {
    Offset tail = new Offset(row.getTailOffsetSegment(), row.getTailOffsetWithin());
    long units = row.getTailPosition();
    HotCount count = new HotCount(0, 0, 0, 0);
    if (hot != null) {
      tail = hot.overlay().tail().offset();
      units = hot.overlay().tail().position();
      count = hot.count();
    }
    var objects =
        dsl.select(DSL.count(), DSL.coalesce(DSL.sum(OBJECTS.SIZE), DSL.inline(0)))
            .from(OBJECTS)
            .where(OBJECTS.STREAM_KEY.eq(row.getStreamKey()))
            .fetchSingle();
    return new InspectedStream(
        row.getPath(),
        row.getContentType(),
        row.getCreatedAt(),
        tail,
        units,
        row.getClosed() != 0,
        row.getSoftDeleted() != 0,
        Optional.ofNullable(row.getTtlSeconds()),
        Optional.ofNullable(row.getExpiresAt()),
        Optional.ofNullable(row.getOriginPath()),
        count.bytes(),
        count.pendingSegments(),
        objects.value1(),
        objects.value2().longValue());
  }

  private FolderSummary summary(long layout, DSLContext dsl, HotCount hot) {
    var objects =
        dsl.select(DSL.count(), DSL.coalesce(DSL.sum(OBJECTS.SIZE), DSL.inline(0)))
            .from(OBJECTS)
            .fetchSingle();
    return new FolderSummary(
        layout,
        sizeOf(files.file()) + sizeOf(files.writeAheadLog()),
        dsl.fetchCount(STREAMS),
        dsl.fetchCount(HOT_LOG),
        hot.bytes(),
        hot.pendingSegments(),
        hot.pendingBytes(),
        objects.value1(),
        objects.value2().longValue(),
        dsl.fetchCount(GARBAGE_OBJECTS),
        dsl.selectFrom(META).fetchSingle().getSegmentFloor(),
        dsl.selectFrom(ARCHIVE_CLAIMS).fetchOptional().map(claims -> claims.getStoreId()),
        new MarkFile(files.mark())
            .read()
            .map(mark ->
                new FolderSummary.Mark(mark.reached(), mark.floor(), !mark.left().isEmpty())));
  }
}
