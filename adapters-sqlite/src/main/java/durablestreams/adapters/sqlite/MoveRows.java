package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG;
import static durablestreams.adapters.sqlite.generated.Tables.HOT_LOG_1;

import durablestreams.adapters.sqlite.generated.tables.records.HotLog_1Record;
import durablestreams.domain.producer.ProducerStamp;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Moves the hot log of layout 1, which had a column for everything, into that of layout 2: every
 * row under the number that it had, because snapshots name it.
 */
final class MoveRows implements JavaMigration {

  private static final MigrationVersion VERSION =
      MigrationVersion.fromVersion(Integer.toString(Schema.VERSION));

  @Override
  public MigrationVersion getVersion() {
    return VERSION;
  }

  @Override
  public String getDescription() {
    return "move rows";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    DSLContext dsl = Connections.dsl(context.getConnection());
    try (Cursor<HotLog_1Record> rows =
        dsl.selectFrom(HOT_LOG_1).orderBy(HOT_LOG_1.ENTRY).fetchLazy()) {
      for (HotLog_1Record row : rows) {
        byte[] heads = heads(row);
        dsl.insertInto(HOT_LOG)
            .set(HOT_LOG.ENTRY, row.getEntry())
            .set(HOT_LOG.APPENDED_AT, row.getAppendedAt())
            .set(HOT_LOG.BYTES, (long) heads.length + row.getPayload().length)
            .set(HOT_LOG.HEADS, heads)
            .set(HOT_LOG.PAYLOAD, row.getPayload())
            .execute();
      }
    }
    dsl.dropTable(HOT_LOG_1).execute();
    try (Statement version = context.getConnection().createStatement()) {
      version.execute("PRAGMA user_version = " + VERSION);
    }
  }

  private static byte[] heads(HotLog_1Record row) {
    String producer = row.getProducerId();
    return RowHeads.of(
        row.getStreamKey(),
        row.getFromPosition(),
        row.getPayload().length,
        row.getMessages(),
        row.getLengths(),
        row.getStreamSeq(),
        producer == null
            ? null
            : new ProducerStamp(producer, row.getProducerEpoch(), row.getProducerSeq()));
  }
}
