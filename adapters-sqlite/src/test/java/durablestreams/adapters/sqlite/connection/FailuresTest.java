package durablestreams.adapters.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.StoreFailedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailuresTest {

  private static SQLiteException failure(SQLiteErrorCode code) {
    return new SQLiteException("as planned", code);
  }

  @Test
  void aFullDiskIsAFailureOfItsOwn() {
    SQLiteException full = failure(SQLiteErrorCode.SQLITE_FULL);
    assertThat(Failures.of("the commit failed", full))
        .matches(StoreFailedException::isOutOfSpace)
        .hasMessage("the commit failed: the disk is full");
    assertThat(Failures.opening(Path.of("streams.db"), full))
        .matches(StoreFailedException::isOutOfSpace)
        .hasMessageEndingWith("cannot be written: the disk is full");
    assertThat(Failures.of("the commit failed", failure(SQLiteErrorCode.SQLITE_IOERR_WRITE)))
        .matches(failure -> !failure.isOutOfSpace());
  }
}
