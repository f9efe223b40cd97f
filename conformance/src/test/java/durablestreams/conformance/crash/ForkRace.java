package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import durablestreams.conformance.harness.WireRequest;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * One source, several identical creations of one fork at the same instant, and maybe a deletion of
 * the source among them. Whatever order they fall into, the fork works or was never made, and once
 * both are deleted nothing is left.
 */
final class ForkRace {
  private static final String CONTENT = "one;two;three;";

  private final TestStream source;
  private final TestStream fork;
  private final WireRequest creation;
  private final boolean deletes;
  private final int creators;
  private List<Integer> created = List.of();
  private int deleted;

  /** A status for a request that got no reply. */
  private static final int NONE = 0;

  ForkRace(StreamServer server, String name, boolean deletes, RandomGenerator random) {
    this.source = server.stream(name + "/source");
    this.fork = server.stream(name + "/fork");
    this.deletes = deletes;
    this.creators = 2 + random.nextInt(3);
    WireRequest plain = fork.request("PUT").header("Stream-Forked-From", source.path());
    this.creation =
        random.nextBoolean()
            ? plain
            : plain
                .header("Stream-Fork-Offset", TestStream.START)
                .header("Stream-Fork-Sub-Offset", Integer.toString(CONTENT.length()));
  }

  /** Makes the source. */
  ForkRace prepare() {
    source.put(TestStream.TEXT).body(CONTENT).send().expect(201);
    return this;
  }

  /** Runs the race to its end, or to the server's. */
  void run(ExecutorService threads) throws Exception {
    int racers = creators + (deletes ? 1 : 0);
    var start = new CyclicBarrier(racers);
    List<Future<Integer>> creations = new ArrayList<>();
    for (int i = 0; i < creators; i++) {
      creations.add(threads.submit(() -> statusOf(creation, start)));
    }
    Future<Integer> deletion =
        deletes ? threads.submit(() -> statusOf(source.request("DELETE"), start)) : null;
    created = new ArrayList<>();
    for (Future<Integer> one : creations) {
      created.add(get(one));
    }
    deleted = deletion == null ? NONE : get(deletion);
  }

  private static int get(Future<Integer> status) throws InterruptedException {
    try {
      return status.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Connects first, so that the requests leave together. */
  private static int statusOf(WireRequest request, CyclicBarrier start) throws Exception {
    try (WireConnection connection = WireConnection.open(request.address())) {
      start.await();
      return request.sendOn(connection).status();
    } catch (WireException | SocketException e) {
      start.reset();
      return NONE;
    } catch (java.util.concurrent.BrokenBarrierException e) {
      return NONE;
    }
  }

  /** Holds the replies, and what the server shows now, against each other. */
  void check() {
    HttpReply forkNow = fork.from("-1").send();
    int sourceNow = source.head().status();
    boolean exists = forkNow.status() == 200;
    assertThat(List.of(200, 404)).as("the fork of %s", this).contains(forkNow.status());
    assertThat(created.stream().filter(status -> status == 201))
        .as("creations of %s", this)
        .hasSizeLessThanOrEqualTo(1);
    assertThat(created).as("replies of %s", this).isSubsetOf(NONE, 200, 201, 404, 409);
    if (exists) {
      assertThat(forkNow.text()).as("content of the fork of %s", this).isEqualTo(CONTENT);
      assertThat(sourceNow).as("the source of %s", this).isIn(deletesMaybe(410));
    } else {
      assertThat(created).as("%s, whose fork is not there", this).doesNotContain(200, 201);
      assertThat(sourceNow).as("the source of %s", this).isIn(deletesMaybe(404));
    }
    if (!created.contains(NONE)) {
      assertThat(created.contains(201)).as("the fork of %s", this).isEqualTo(exists);
      if (!deletes) {
        assertThat(created).as("replies of %s", this).containsOnlyOnce(201).containsOnly(200, 201);
      }
    }
  }

  private List<Integer> deletesMaybe(int whenDeleted) {
    return switch (deleted) {
      case 204 -> List.of(whenDeleted);
      case NONE -> deletes ? List.of(200, whenDeleted) : List.of(200);
      default -> throw new AssertionError("the deletion was answered with " + deleted);
    };
  }

  /** Deletes both, in this order; then both are gone. */
  void cleanUp() {
    if (source.head().status() == 200) {
      source.delete().expect(204);
    }
    if (fork.head().status() == 200) {
      source.head().expect(410);
      fork.delete().expect(204);
    }
    source.head().expect(404);
    fork.head().expect(404);
  }

  @Override
  public String toString() {
    return fork.path() + " (created " + created + ", source deleted " + deleted + ")";
  }
}
