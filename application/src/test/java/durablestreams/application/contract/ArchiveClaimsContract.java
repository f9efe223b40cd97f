package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract of every {@link ArchiveClaims}. */
public abstract class ArchiveClaimsContract {

  protected static final String ID = "a".repeat(32);
  protected static final ArchiveOwner FIRST = new ArchiveOwner(ID, 1, "1".repeat(32));
  protected static final ArchiveOwner SECOND = new ArchiveOwner(ID, 2, "2".repeat(32));

  /** The claims of a new store, whose id is {@link #ID}. */
  protected abstract ArchiveClaims claims();

  @Test
  void aNewStoreHasAnIdAndNoRecords() {
    ArchiveClaims claims = claims();
    assertThat(claims.storeId()).isEqualTo(ID);
    assertThat(claims.records()).isEmpty();
    assertThat(ArchiveOwner.parse(FIRST.text())).contains(FIRST);
  }

  @Test
  void whatIsRememberedReplacesWhatWas() {
    ArchiveClaims claims = claims();
    claims.remember(List.of(FIRST, SECOND));
    assertThat(claims.records()).containsExactly(FIRST, SECOND);
    claims.remember(List.of(SECOND));
    assertThat(claims.records()).containsExactly(SECOND);
    assertThat(claims.copied()).isFalse();
  }
}
