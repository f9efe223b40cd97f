package durablestreams.conformance.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ends the server between any two steps of wakes, deliveries, callbacks, acknowledgements and
 * releases: every event is processed at least once, nothing is acknowledged that no worker
 * acknowledged, and generations never go back.
 */
class SubscriptionCrashTest {
  private static final int FEW = 1;
  private static final int MANY = 50;

  @Test
  void noWakeIsLost() throws Exception {
    rounds(FEW);
  }

  @Test
  @Tag("long")
  void noWakeIsLostInManyRounds() throws Exception {
    rounds(MANY);
  }

  private static void rounds(int count) throws Exception {
    Random seeds = new Random(Seeds.next("SubscriptionCrashTest"));
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      WakeCrashRound round = new WakeCrashRound(seeds.nextLong(), i);
      if (round.run()) {
        reached.add(round.fault().substring(0, round.fault().indexOf(':')));
      }
    }
    if (count >= MANY) {
      assertThat(reached).as("points at which the server ended").containsAll(WakeCrashRound.POINTS);
    }
  }
}
