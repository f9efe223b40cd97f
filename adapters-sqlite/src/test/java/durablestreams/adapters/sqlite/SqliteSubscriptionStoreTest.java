package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.SubscriptionStoreContract;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.WakeState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSubscriptionStoreTest extends SubscriptionStoreContract {

  @TempDir private Path folder;
  private @Nullable SqliteDatabase opened;

  @Override
  protected SubscriptionStore store() {
    opened =
        SqliteDatabase.open(
            new SqliteSettings(folder, 1),
            Runnable::run,
            Runnable::run,
            task -> {},
            InstantSource.system());
    return new SqliteSubscriptionStore(opened);
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void whatWasCommittedIsThereAfterAStart() {
    Subscription waking = webhook(ID, new WakeState.Waking(3, "w", 2, NOW.plusSeconds(4)));
    store().commit(List.of(new SubscriptionChange.Saved(waking)));
    close();
    assertThat(store().all()).containsExactly(waking);
  }
}
