package durablestreams.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapPlanTest {

  private static final long HEAP = 128L << 20;
  private static final long BUDGET = HEAP / 100 * 60;
  private static final OptionalLong UNSET = OptionalLong.empty();

  private static HeapPlan plan(int inMemory, OptionalLong budget, OptionalLong stored) {
    return HeapPlan.of(HEAP, inMemory, budget, stored, BUDGET);
  }

  private static void fits(HeapPlan plan, int inMemory) {
    assertThat(plan.budget() + inMemory * plan.stored()).isLessThanOrEqualTo(HEAP / 100 * 85);
  }

  @Test
  void withoutAnythingInMemoryTheBudgetHasItsUsualPart() {
    assertThat(plan(0, UNSET, UNSET)).isEqualTo(new HeapPlan(BUDGET, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsStoredInMemoryFitsBesideTheBudget(int inMemory) {
    HeapPlan plan = plan(inMemory, UNSET, UNSET);
    fits(plan, inMemory);
    assertThat(plan.budget()).isGreaterThan(HEAP / 3);
    assertThat(plan.stored()).isGreaterThan(HEAP / 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneThatIsSetLeavesTheRestToTheOther(int inMemory) {
    HeapPlan budgetSet = plan(inMemory, OptionalLong.of(HEAP / 2), UNSET);
    assertThat(budgetSet.budget()).isEqualTo(HEAP / 2);
    fits(budgetSet, inMemory);
    HeapPlan storedSet = plan(inMemory, UNSET, OptionalLong.of(HEAP / 8));
    assertThat(storedSet.stored()).isEqualTo(HEAP / 8);
    fits(storedSet, inMemory);
    assertThat(storedSet.budget()).isGreaterThanOrEqualTo(HEAP / 3);
  }

  @Test
  void bothThatAreSetAreTaken() {
    assertThat(plan(2, OptionalLong.of(HEAP / 2), OptionalLong.of(HEAP)))
        .isEqualTo(new HeapPlan(HEAP / 2, HEAP));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aBudgetThatTheHeapHasNoRoomForIsRefused(int inMemory) {
    long most = HEAP / 100 * 85;
    assertThat(plan(inMemory, OptionalLong.of(most), UNSET).budget()).isEqualTo(most);
    assertThatThrownBy(() -> plan(inMemory, OptionalLong.of(10L << 30), UNSET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "10240 MiB are more than the Java heap has room for: at most 108 MiB, 85 % of 128 MiB"
                + " (-Xmx)");
  }
}
