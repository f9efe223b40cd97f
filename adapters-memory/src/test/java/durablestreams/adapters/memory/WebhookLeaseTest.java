package durablestreams.adapters.memory;

import static durablestreams.adapters.memory.SubscribedServer.ID;
import static durablestreams.adapters.memory.SubscribedServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.memory.SubscribedServer.Webhook;
import durablestreams.application.port.subscription.WebhookSender.Answer;
import durablestreams.application.subscription.lease.LeaseOutcome;
import durablestreams.application.subscription.lease.WorkerRequest;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lease of a webhook, which starts with its delivery (protocol, section 7.3). */
class WebhookLeaseTest {

  private static final StreamPath A = new StreamPath("events/a");
  private static final Answer DONE = new Answer.Taken(true);
  private static final Answer LATER = new Answer.Taken(false);
  private static final Answer FAILED = new Answer.Failed("down");

  /** More than the first backoff. */
  private static final Duration RETRIED = Duration.ofMillis(1_300);

  private final SubscribedServer server = new SubscribedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Webhook start(Duration lease) throws InterruptedException {
    server.webhook("events/*", lease);
    server.create(A);
    server.append(A, 1);
    return server.webhook();
  }

  private LeaseOutcome callBack(Webhook webhook, Offset offset, boolean done) {
    return server
        .subscriptions()
        .leases()
        .acknowledge(
            new WorkerRequest(
                ID,
                webhook.token(),
                webhook.wake(),
                List.of(new WorkerRequest.Ack(A, offset)),
                done));
  }

  private void expectDone() {
    await("the end of the wake", () -> server.state() instanceof WakeState.Idle);
    assertThat(server.acked(A)).isEqualTo(server.tail(A));
  }

  @Test
  void aSlowHandlerGetsNoSecondDeliveryWhileItsLeaseIsHeld() throws InterruptedException {
    Webhook only = start(Duration.ofMinutes(2));
    assertThat(only.limit()).isEqualTo(Duration.ofMinutes(2));
    server.advance(Duration.ofSeconds(119));
    assertThat(server.postsMore()).isFalse();
    only.answer().complete(DONE);
    expectDone();
  }

  @Test
  void anAnswerAfterTheLeaseIsFencedByTheNextWake() throws InterruptedException {
    Webhook late = start(Duration.ofSeconds(1));
    server.advance(RETRIED);
    Webhook next = server.webhook();
    assertThat(next.wake().generation()).isEqualTo(late.wake().generation() + 1);
    assertThat(next.wake().wakeId()).isNotEqualTo(late.wake().wakeId());
    late.answer().complete(DONE);
    assertThat(server.postsMore()).isFalse();
    assertThat(server.acked(A)).isEqualTo(Offset.START);
    next.answer().complete(DONE);
    expectDone();
  }

  @Test
  void aCallbackAfterTheLeaseIsFenced() throws InterruptedException {
    Webhook late = start(Duration.ofSeconds(1));
    server.advance(Duration.ofMillis(3_500));
    assertThat(callBack(late, server.tail(A), true)).isInstanceOf(LeaseOutcome.Fenced.class);
    late.answer().complete(DONE);
    server.webhook().answer().complete(DONE);
    expectDone();
  }

  @Test
  void theLeaseOfAnAcceptedWebhookCountsFromItsDelivery() throws InterruptedException {
    Webhook first = start(Duration.ofSeconds(30));
    server.advance(Duration.ofSeconds(20));
    first.answer().complete(LATER);
    assertThat(server.postsMore()).isFalse();
    server.advance(Duration.ofSeconds(10));
    assertThat(server.webhook().wake().generation()).isEqualTo(2);
    assertThat(callBack(first, server.tail(A), true)).isInstanceOf(LeaseOutcome.Fenced.class);
  }

  @Test
  void aFailedDeliveryIsRepeatedUnderTheSameWakeWithALeaseThatStartsAnew()
      throws InterruptedException {
    Webhook first = start(Duration.ofSeconds(30));
    first.answer().complete(FAILED);
    await("the failure", () -> server.subscriptions().failing(server.subscription()));
    server.advance(RETRIED);
    Webhook second = server.webhook();
    assertThat(second.wake()).isEqualTo(first.wake());
    assertThat(server.subscriptions().failing(server.subscription())).isTrue();
    server.advance(Duration.ofSeconds(29));
    assertThat(callBack(second, server.tail(A), true)).isEqualTo(new LeaseOutcome.Done(false));
    assertThat(server.subscriptions().failing(server.subscription())).isFalse();
  }

  @Test
  void aReceiverThatNeverAnswersIsWokenLessAndLessOften() throws InterruptedException {
    start(Duration.ofSeconds(1));
    server.advance(RETRIED);
    server.webhook();
    server.advance(RETRIED);
    await("the end of the lease", () -> server.state().generation() == 3);
    assertThat(server.postsMore()).isFalse();
    server.advance(RETRIED);
    assertThat(server.webhook().wake().generation()).isEqualTo(3);
  }

  @Test
  void aDeliveryThatFailsAfterACallbackLeavesTheWorkerItsLease() throws InterruptedException {
    Webhook first = start(Duration.ofSeconds(30));
    server.advance(Duration.ofSeconds(1));
    assertThat(callBack(first, Offset.START, false)).isInstanceOf(LeaseOutcome.Extended.class);
    first.answer().complete(FAILED);
    server.advance(RETRIED);
    assertThat(server.postsMore()).isFalse();
    assertThat(callBack(first, server.tail(A), true)).isEqualTo(new LeaseOutcome.Done(false));
  }

  @Test
  void aRestartEndsNoLease() throws InterruptedException {
    Webhook first = start(Duration.ofSeconds(30));
    server.restart();
    assertThat(server.postsMore()).isFalse();
    assertThat(callBack(first, Offset.START, false)).isInstanceOf(LeaseOutcome.Extended.class);
    server.advance(Duration.ofSeconds(30));
    assertThat(server.webhook().wake().generation()).isEqualTo(2);
  }

  @Test
  void aCallbackOfADeletedStreamDoesNotCountForTheOneCreatedAfterIt() throws InterruptedException {
    Webhook first = start(Duration.ofSeconds(30));
    Offset end = server.tail(A);
    server.delete(A);
    server.create(A);
    server.append(A, 5);
    assertThat(callBack(first, end, true)).isEqualTo(new LeaseOutcome.Done(true));
    assertThat(server.acked(A)).isEqualTo(Offset.START);
    first.answer().complete(LATER);
    server.webhook().answer().complete(DONE);
    expectDone();
  }
}
