package durablestreams.histories.implementation;

import durablestreams.histories.client.Servers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** All implementation tests, run one after the other against the server at a URL. */
public final class ImplementationTests {
  private ImplementationTests() {}

  /**
   * Runs the tests whose names contain a text, and prints what each found; gives the exit code.
   *
   * @param restart the command that restarts the server; without one, tests of restarts are skipped
   */
  public static int run(String url, String restart, String only) {
    List<ImplementationTest> tests = new ArrayList<>();
    tests.addAll(DurabilityTests.all());
    tests.addAll(ConcurrencyTests.all());
    tests.addAll(LiveTests.all());
    tests.addAll(SizeTests.all());
    tests.removeIf(test -> !test.name().contains(only));
    String run = "implementation-tests/" + Long.toHexString(new SecureRandom().nextLong());
    int failed = 0;
    int skipped = 0;
    for (int i = 0; i < tests.size(); i++) {
      ImplementationTest test = tests.get(i);
      if (test.restarts() && restart.isEmpty()) {
        System.out.println("skipped " + test.name() + ": IMPLEMENTATION_TEST_RESTART is not set");
        skipped++;
      } else if (!passes(test, new Probe(Servers.of(List.of(url)), restart, run + "/" + i))) {
        failed++;
      }
    }
    System.out.printf(
        "%d tests: %d passed, %d failed, %d skipped%n",
        tests.size(), tests.size() - failed - skipped, failed, skipped);
    return failed == 0 ? 0 : 1;
  }

  private static boolean passes(ImplementationTest test, Probe probe) {
    long start = System.nanoTime();
    String failure = "";
    try (probe) {
      test.body().run(probe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "interrupted";
    } catch (Exception e) {
      failure = e instanceof TestFailure ? String.valueOf(e.getMessage()) : e.toString();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-7s %s (%.1f s)%n", failure.isEmpty() ? "passed" : "FAILED", test.name(), seconds);
    if (!failure.isEmpty()) {
      System.out.println("        " + failure.replace("\n", "\n        "));
    }
    return failure.isEmpty();
  }
}
