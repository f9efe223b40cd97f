package durablestreams.simulation.cluster;

import durablestreams.application.assembly.StreamService;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.cluster.Network.Call;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Nodes of a cluster: each request goes to a random one. */
final class Cluster implements Servers {

  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration FAILOVER_AFTER = Duration.ofSeconds(1);

  /** How far a clock may be from the true time. */
  static final Duration CLOCKS = Duration.ofSeconds(1);

  /** How often a node tries to have a request served. */
  static final int ATTEMPTS = 5;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Scheduler scheduler;
  private final List<SimulatedNode> nodes;

  Cluster(Scheduler scheduler, List<SimulatedNode> nodes) {
    this.scheduler = scheduler;
    this.nodes = nodes;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  /** One of the nodes, as all there is for a client. */
  Cluster only(SimulatedNode node) {
    return new Cluster(scheduler, List.of(node));
  }

  static void pause() {
    Servers.pause(Duration.ofMillis(50));
  }

  @Override
  public <T> T change(Function<StreamService, T> request) {
    return send(node -> node.change(request));
  }

  @Override
  public <T> T read(Function<StreamService, T> request) {
    return send(node -> node.read(request));
  }

  private <T> T send(Call<T> request) {
    SimulatedNode node = nodes.get(scheduler.random().nextInt(nodes.size()));
    while (!node.isUp()) {
      Servers.pause(Duration.ofMillis(20));
      node = nodes.get(scheduler.random().nextInt(nodes.size()));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    node.run("request", request, answer, Runnable::run);
    return await(answer);
  }

  @SuppressWarnings("unchecked")
  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return (T) SimulatedRuntime.get(answer, TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NoAnswerException("no answer in " + TIMEOUT);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public Instant now() {
    return EPOCH.plusNanos(scheduler.now());
  }

  @Override
  public Duration skew() {
    return CLOCKS.multipliedBy(2);
  }

  @Override
  public boolean hasLied() {
    return false;
  }

  @Override
  public boolean mayForgetUse(Instant from, Instant until, Instant end) {
    return false;
  }
}
