package durablestreams.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.load.WakeLedger.Pending;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WakeLedgerTest {

  private final WakeLedger ledger = new WakeLedger();

  @Test
  void everyLinkedSubscriptionHasToWake() {
    ledger.subscribe("one", Set.of("a", "b"));
    ledger.subscribe("two", Set.of("b"));
    ledger.appended("a", "1", 10);
    ledger.appended("b", "1", 20);
    assertThat(ledger.missing()).isEqualTo(3);
    ledger.woken("one", 30);
    ledger.taken("one", List.of(new Pending("a", "1"), new Pending("b", "2")));
    assertThat(ledger.missing()).isEqualTo(1);
    assertThat(ledger.wrong()).isZero();
    assertThat(ledger.latency().longestMillis()).isEqualTo(20 / 1e6);
    ledger.appended("b", "2", 40);
    assertThat(ledger.missing()).as("covered before it was acknowledged").isEqualTo(2);
  }

  @Test
  void aWakeForNothingIsWrong() {
    ledger.subscribe("one", Set.of("a"));
    ledger.taken("one", List.of(new Pending("a", "1")));
    assertThat(ledger.wrong()).isZero();
    ledger.taken("one", List.of(new Pending("a", "1")));
    assertThat(ledger.wrong()).as("no news").isEqualTo(1);
    ledger.taken("one", List.of(new Pending("b", "1")));
    assertThat(ledger.wrong()).as("not linked").isEqualTo(2);
    ledger.taken("one", List.of());
    assertThat(ledger.wrong()).as("nothing pending").isEqualTo(3);
    ledger.woken("other", 1);
    assertThat(ledger.wrong()).isEqualTo(4);
  }

  @Test
  void theLatencyBeginsWithTheEndOfTheWorkBefore() {
    ledger.subscribe("one", Set.of("a"));
    ledger.appended("a", "1", 10);
    ledger.woken("one", 15);
    ledger.taken("one", List.of(new Pending("a", "1")));
    ledger.appended("a", "2", 20);
    ledger.done("one", 100);
    ledger.woken("one", 103);
    assertThat(ledger.latency().longestMillis()).isEqualTo(5 / 1e6);
    assertThat(ledger.wakes()).isEqualTo(2);
  }
}
