package durablestreams.adapters.sqlite.read;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.sqlite.generated.Tables;
import durablestreams.domain.stream.StreamKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How SQLite finds a page of streams by name, or of forks: by an index, from where it begins. */
class StreamListingPlanTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"'', ''", "a/, ''", "a/, a/5", "'', b"})
  void aPageOfStreamsIsFoundWithoutAScan(String prefix, String after) throws SQLException {
    String sql =
        DSL.using(SQLDialect.SQLITE)
            .selectFrom(Tables.STREAMS)
            .where(StreamListing.inRange(prefix, after))
            .orderBy(Tables.STREAMS.PATH)
            .limit(DSL.inline(1_000))
            .getSQL(org.jooq.conf.ParamType.INLINED);
    assertThat(plan(sql))
        .allMatch(step -> step.startsWith("SEARCH streams USING INDEX"), "searches")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void aPageOfForksIsFoundWithoutAScan() throws SQLException {
    String sql =
        DSL.using(SQLDialect.SQLITE)
            .selectFrom(Tables.STREAMS)
            .where(StreamListing.isForkOf(new StreamKey(7), 9))
            .orderBy(Tables.STREAMS.STREAM_KEY)
            .limit(DSL.inline(1_000))
            .getSQL(org.jooq.conf.ParamType.INLINED);
    assertThat(plan(sql))
        .allMatch(step -> step.startsWith("SEARCH streams USING INDEX streams_by_origin"), "index")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  private List<String> plan(String sql) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plan.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS streams (stream_key INTEGER PRIMARY KEY, path TEXT NOT NULL"
              + " UNIQUE, origin_key INTEGER)");
      statement.execute(
          "CREATE INDEX streams_by_origin ON streams (origin_key) WHERE origin_key IS NOT NULL");
      String narrow = "SELECT streams.path " + sql.substring(sql.indexOf("from"));
      try (ResultSet plan = statement.executeQuery("EXPLAIN QUERY PLAN " + narrow)) {
        while (plan.next()) {
          steps.add(plan.getString("detail").replace("COVERING ", ""));
        }
      }
    }
    assertThat(steps).isNotEmpty();
    return steps;
  }
}
