package durablestreams.adapters.sqlite.session;

import java.sql.SQLException;

/** Part of a commit that is written in the same transaction as the changes of streams. */
public interface Inclusion {

  /**
   * Part of a commit that does not come from a commit log: with its first one a store is no replica
   * any more.
   */
  Inclusion NOT_FROM_LOG =
      new Inclusion() {
        @Override
        public void write(Session session) throws SQLException {
          session.leaveLog();
        }

        @Override
        public void committed(Session session) {
          session.log().replica(false);
        }

        @Override
        public int changes() {
          return 0;
        }
      };

  /** Writes it, before the COMMIT. */
  void write(Session session) throws SQLException;

  /** Takes note of the COMMIT, before readers see it. */
  void committed(Session session) throws SQLException;

  /** How many rows it changes, about. */
  int changes();
}
