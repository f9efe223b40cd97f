package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Clients that change their streams at the same time, at random, for as long as their server lives,
 * and go on with its successor.
 */
public final class ClientCrowd {
  private final ServerProcess process;
  private final List<Member> members = new ArrayList<>();
  private final String seedText;

  private record Member(Client client, RandomChanges random) {}

  /**
   * @param name what the names of its streams begin with
   * @param seed of all choices; which of them meet in one commit is up to the machine
   */
  public ClientCrowd(ServerProcess process, String name, int clients, long seed) {
    this.process = process;
    this.seedText = "seed " + seed;
    var seeds = new Random(seed);
    for (int i = 0; i < clients; i++) {
      var client = new Client(process.server(), name + i);
      members.add(new Member(client, new RandomChanges(client, new Random(seeds.nextLong()))));
    }
  }

  /** Makes changes until the server is gone; gives how many it acknowledged. */
  public int changeUntilTheEnd() throws Exception {
    return change(count -> true);
  }

  /** Makes so many changes altogether, if the server lives that long; gives how many. */
  public int change(int most) throws Exception {
    return change(count -> count < most);
  }

  /** Makes changes while {@code goOn} says so, who is told how many there were. */
  public int change(IntPredicate goOn) throws Exception {
    var count = new AtomicInteger();
    each(member ->
        member.client.outlives(() -> {
          while (goOn.test(count.get())) {
            member.random.next();
            count.incrementAndGet();
          }
        }));
    return count.get();
  }

  /** Streams and forks that came to be. */
  public int creations() {
    return members.stream().mapToInt(member -> member.client.creations()).sum();
  }

  /** Deletes everything. */
  public void deleteAll() throws Exception {
    each(member -> assertThat(member.client.outlives(member.random::deleteAll)).isTrue());
  }

  /** After a restart: settles what was in doubt, and holds every stream against what is known. */
  public void checkAll() throws Exception {
    each(member -> {
      member.client.settle();
      member.client.check();
    });
  }

  private interface Task {
    void run(Member member) throws IOException;
  }

  private void each(Task task) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (Member member : members) {
        tasks.add(() -> {
          task.run(member);
          return true;
        });
      }
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(
          seedText + ": " + e.getCause().getMessage() + "\n" + process.output(), e.getCause());
    }
  }
}
