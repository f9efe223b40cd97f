package durablestreams.server.assembly;

import java.util.OptionalLong;

/**
 * Division of the Java heap between the memory budget and what is stored in memory.
 *
 * @param budget bytes of the memory budget
 * @param stored bytes of {@code store=memory}, and of {@code archive=memory}
 */
public record HeapPlan(long budget, long stored) {

  /** The part of the heap that the budget and all that is stored in memory may take together. */
  static final int PLANNED_PERCENT = 85;

  /** The budget's part where streams are stored in memory as well. */
  static final int BUDGET_PERCENT_BESIDE_STORE = 40;

  private static final long SMALLEST = 1L << 20;

  /**
   * @param inMemory how many of store and archive are in memory: 0, 1 or 2
   * @param budget the budget that was set
   * @param stored the bytes for each of them that were set
   * @param defaultBudget the budget where nothing is stored in memory
   * @throws IllegalArgumentException with a sentence when the heap has no room for the budget
   */
  public static HeapPlan of(
      long heap, int inMemory, OptionalLong budget, OptionalLong stored, long defaultBudget) {
    long planned = heap / 100 * PLANNED_PERCENT;
    if (budget.isPresent() && budget.getAsLong() > planned) {
      throw new IllegalArgumentException(
          "%d MiB are more than the Java heap has room for: at most %d MiB, %d %% of %d MiB (-Xmx)"
              .formatted(budget.getAsLong() >> 20, planned >> 20, PLANNED_PERCENT, heap >> 20));
    }
    if (inMemory == 0) {
      return new HeapPlan(budget.orElse(defaultBudget), 0);
    }
    long budgetBytes =
        budget.orElseGet(() ->
            stored.isEmpty()
                ? heap / 100 * BUDGET_PERCENT_BESIDE_STORE
                : Math.clamp(
                    planned - inMemory * stored.getAsLong(),
                    heap / 100 * 10,
                    Math.max(heap / 100 * 10, defaultBudget)));
    long each = stored.orElseGet(() -> Math.max(SMALLEST, (planned - budgetBytes) / inMemory));
    return new HeapPlan(budgetBytes, each);
  }

  /**
   * Pending streams of all subscriptions that are kept in memory: one for each 8 KiB of heap, which
   * is some hundredth of it.
   */
  public static int pendingLinks(long heap) {
    return (int) Math.min(Integer.MAX_VALUE, heap >> 13);
  }
}
