package durablestreams.adapters.memory;

import static durablestreams.adapters.memory.SubscribedServer.ID;
import static durablestreams.adapters.memory.SubscribedServer.WAKE_STREAM;
import static durablestreams.adapters.memory.SubscribedServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.subscription.lease.LeaseOutcome;
import durablestreams.application.subscription.lease.WorkerRequest;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wake events of a pull-wake subscription, and the acknowledgements of its workers. */
class WakeEventsTest {

  private static final StreamPath A = new StreamPath("events/a");
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final SubscribedServer server = new SubscribedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private LeaseOutcome.Claimed claim() {
    LeaseOutcome outcome = server.subscriptions().leases().claim(ID, "worker");
    assertThat(outcome).isInstanceOf(LeaseOutcome.Claimed.class);
    return (LeaseOutcome.Claimed) outcome;
  }

  private LeaseOutcome ack(LeaseOutcome.Claimed claim, Offset offset, boolean done) {
    return ack(claim, claim.token(), offset, done);
  }

  private LeaseOutcome ack(LeaseOutcome.Claimed claim, String token, Offset offset, boolean done) {
    List<WorkerRequest.Ack> acks = List.of(new WorkerRequest.Ack(A, offset));
    return server
        .subscriptions()
        .leases()
        .acknowledge(new WorkerRequest(ID, token, claim.wake(), acks, done));
  }

  @Test
  void aLateAnnouncementWithoutWorkTakesNoLeaseAway() throws InterruptedException {
    server.holdAnnouncements();
    server.pullWake("events/*", LEASE);
    server.create(A);
    server.append(A, 1);
    server.awaitHeld();
    LeaseOutcome.Claimed claim = claim();
    assertThat(ack(claim, server.tail(A), false)).isInstanceOf(LeaseOutcome.Extended.class);
    server.announceHeld();
    // Its outcome is decided before what is submitted now.
    assertThat(ack(claim, server.tail(A), false)).isInstanceOf(LeaseOutcome.Extended.class);
    assertThat(server.state()).isInstanceOf(WakeState.Leased.class);
  }

  @Test
  void aWakeEventThatNoWorkerClaimsIsRepeated() {
    server.pullWake("events/*", LEASE);
    server.create(A);
    server.append(A, 1);
    await("the event", () -> !server.tail(WAKE_STREAM).equals(Offset.START));
    await("the outcome", this::isAnnounced);
    WakeState announced = server.state();
    server.delete(WAKE_STREAM);
    server.create(WAKE_STREAM, ContentType.JSON);
    server.advance(Duration.ofMinutes(10));
    await("the event again", () -> !server.tail(WAKE_STREAM).equals(Offset.START));
    assertThat(server.state().generation()).isEqualTo(announced.generation());
    assertThat(claim().wake().generation()).isEqualTo(announced.generation());
  }

  private boolean isAnnounced() {
    return server.state() instanceof WakeState.Waking waking && waking.due().isAfter(server.now());
  }

  /** Earlier versions stored no time for it. */
  @Test
  void aWakeEventThatIsNotDueIsRepeatedByTheLookAtAllLinks() {
    server.pullWake("events/*", LEASE);
    server.create(A);
    server.append(A, 1);
    await("the event", () -> !server.tail(WAKE_STREAM).equals(Offset.START));
    await("the outcome", this::isAnnounced);
    server.delete(WAKE_STREAM);
    server.create(WAKE_STREAM, ContentType.JSON);
    server.restartWith(new WakeState.Waking(1, "w_1", 0, Instant.MAX));
    await("the event again", () -> !server.tail(WAKE_STREAM).equals(Offset.START));
  }

  @Test
  void anAcknowledgementOfADeletedStreamDoesNotCountForTheOneCreatedAfterIt() {
    server.pullWake("events/*", LEASE);
    server.create(A);
    server.append(A, 10);
    LeaseOutcome.Claimed claim = claim();
    Offset end = server.tail(A);
    server.delete(A);
    server.create(A);
    server.append(A, 20);
    assertThat(ack(claim, end, true)).isEqualTo(new LeaseOutcome.Done(true));
    assertThat(server.acked(A)).isEqualTo(Offset.START);
    LeaseOutcome.Claimed next = claim();
    assertThat(ack(next, server.tail(A), true)).isEqualTo(new LeaseOutcome.Done(false));
    assertThat(server.acked(A)).isEqualTo(server.tail(A));
  }

  @Test
  void aRenewedTokenKnowsNoStreamsOfAfterTheClaim() {
    server.pullWake("events/*", LEASE);
    server.create(A);
    server.append(A, 10);
    LeaseOutcome.Claimed claim = claim();
    Offset end = server.tail(A);
    server.delete(A);
    server.create(A);
    server.append(A, 5);
    LeaseOutcome beat = ack(claim, Offset.START, false);
    assertThat(beat).isInstanceOf(LeaseOutcome.Extended.class);
    assertThat(ack(claim, ((LeaseOutcome.Extended) beat).token(), end, true))
        .isEqualTo(new LeaseOutcome.Done(true));
    assertThat(server.acked(A)).isEqualTo(Offset.START);
  }
}
