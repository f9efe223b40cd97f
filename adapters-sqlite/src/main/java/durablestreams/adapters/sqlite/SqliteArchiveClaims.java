package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.ARCHIVE_CLAIMS;

import durablestreams.adapters.sqlite.file.InstanceFile;
import durablestreams.adapters.sqlite.generated.tables.records.ArchiveClaimsRecord;
import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a {@link SqliteDatabase} on an archive, and the proof that it is the file that made
 * them and no copy.
 *
 * <p>The database names the identities that the {@link InstanceFile} had and will have before that
 * is written, so a crash between the two leaves one of them.
 */
public final class SqliteArchiveClaims implements ArchiveClaims {

  private final SqliteDatabase database;
  private final InstanceFile instance;
  private final String storeId;

  /**
   * @param newId the id of a store that has none yet
   */
  public SqliteArchiveClaims(SqliteDatabase database, String newId) {
    this.database = database;
    this.instance = new InstanceFile(database.files().instance());
    ArchiveClaimsRecord known = row();
    if (known == null) {
      save(newId, List.of(instance.identity()), List.of());
    }
    this.storeId = known == null ? newId : known.getStoreId();
  }

  @Override
  public String storeId() {
    return storeId;
  }

  @Override
  public List<ArchiveOwner> records() {
    return lines(known().getRecords()).stream()
        .map(ArchiveOwner::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public boolean copied() {
    return !lines(known().getInstance()).contains(instance.identity());
  }

  @Override
  public void remember(List<ArchiveOwner> records) {
    String now = instance.identity();
    String nonce = records.getLast().nonce();
    save(storeId, List.of(now, instance.identityWith(nonce)), records);
    instance.write(nonce);
  }

  private void save(String id, List<String> identities, List<ArchiveOwner> records) {
    String own = String.join("\n", identities);
    String texts = records.stream().map(ArchiveOwner::text).collect(Collectors.joining("\n"));
    database.write(session -> {
      session.begin();
      session
          .dsl()
          .insertInto(ARCHIVE_CLAIMS)
          .columns(
              ARCHIVE_CLAIMS.ID,
              ARCHIVE_CLAIMS.STORE_ID,
              ARCHIVE_CLAIMS.INSTANCE,
              ARCHIVE_CLAIMS.RECORDS)
          .values(0L, id, own, texts)
          .onConflict(ARCHIVE_CLAIMS.ID)
          .doUpdate()
          .set(ARCHIVE_CLAIMS.INSTANCE, own)
          .set(ARCHIVE_CLAIMS.RECORDS, texts)
          .execute();
      session.commit();
      return true;
    });
  }

  private ArchiveClaimsRecord known() {
    ArchiveClaimsRecord row = row();
    if (row == null) {
      throw new IllegalStateException("the store has lost its id");
    }
    return row;
  }

  private @Nullable ArchiveClaimsRecord row() {
    return database
        .<Optional<ArchiveClaimsRecord>>read(
            (connection, index) -> connection.dsl().selectFrom(ARCHIVE_CLAIMS).fetchOptional())
        .orElse(null);
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
