package durablestreams.adapters.http.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.subscription.lease.WorkerRequest;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests about subscriptions: members that are null, absent or of the wrong type. */
class SubscriptionBodyTest {

  private static final SubscriptionId ID = new SubscriptionId("s");
  private static final Delivery PULL = new Delivery.PullWake(new StreamPath("w"));
  private static final Delivery WEBHOOK = new Delivery.Webhook("https://a.example/");

  private static CreateSubscription command(String json) {
    return SubscriptionBody.command(ID, bytes(json), StreamScope.ALL);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static CreateSubscription pull(@Nullable PathGlob pattern, String... streams) {
    return with(PULL, pattern, streams);
  }

  private static CreateSubscription with(
      Delivery delivery, @Nullable PathGlob pattern, String... streams) {
    return new CreateSubscription(
        ID,
        delivery,
        pattern,
        List.of(streams).stream().map(StreamPath::new).toList(),
        SubscriptionConfig.DEFAULT_LEASE,
        null,
        StreamScope.ALL);
  }

  @Test
  void aNullMemberIsAnAbsentOne() {
    assertThat(
            command(
                "{'type':'pull-wake','wake_stream':'w','pattern':'a','streams':null,"
                    + "'webhook':null,'lease_ttl_ms':null,'description':null}"))
        .isEqualTo(pull(PathGlob.of("a")));
    assertThat(
            command(
                "{'type':'webhook','webhook':{'url':'https://a.example/'},'wake_stream':null,"
                    + "'pattern':null,'streams':['a']}"))
        .isEqualTo(with(WEBHOOK, null, "a"));
    assertThat(
            command("{'type':'pull-wake','wake_stream':'w','pattern':'a','webhook':{'url':null}}"))
        .isEqualTo(pull(PathGlob.of("a")));
  }

  @Test
  void anEmptyPatternIsAnAbsentOne() {
    assertThat(command("{'type':'pull-wake','wake_stream':'w','pattern':'','streams':['a']}"))
        .isEqualTo(pull(null, "a"));
  }

  @Test
  void nullAcknowledgementsAreNone() {
    WorkerRequest request =
        WorkerBody.request(
            ID, "t", bytes("{'wake_id':'w','generation':1,'acks':null,'done':null}"));
    assertThat(request.acks()).isEmpty();
    assertThat(request.done()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{'type':null,'wake_stream':'w','pattern':'a'}",
        "{'type':'pull-wake','wake_stream':null,'pattern':'a'}",
        "{'type':'webhook','webhook':null,'pattern':'a'}",
        "{'type':'webhook','webhook':{'url':null},'pattern':'a'}",
        "{'type':'pull-wake','wake_stream':'w','pattern':null,'streams':null}",
        "{'type':'pull-wake','wake_stream':'w','pattern':'','streams':[]}",
        "{'type':'pull-wake','wake_stream':'w','pattern':1,'streams':['a']}",
        "{'type':'pull-wake','wake_stream':'w','pattern':'a','streams':'a'}",
        "{'type':'pull-wake','wake_stream':'w','streams':[null]}",
        "{'type':'pull-wake','wake_stream':'w','pattern':'a','webhook':'u'}",
        "{'type':'pull-wake','wake_stream':'w','pattern':'a','lease_ttl_ms':'30000'}",
        "{'type':'pull-wake','wake_stream':'w','pattern':'a','description':1}",
        "{'type':'pull-wake','wake_stream':'','pattern':'a'}"
      })
  void otherBodiesAreRefused(String json) {
    assertThatThrownBy(() -> command(json))
        .isInstanceOfSatisfying(
            ControlProblem.class,
            problem -> assertThat(problem.code()).isEqualTo(ControlCode.INVALID_REQUEST));
  }

  @Test
  void streamsToLinkMustBeThere() {
    assertThatThrownBy(() -> SubscriptionBody.streams(bytes("{'streams':null}")))
        .isInstanceOf(ControlProblem.class);
  }
}
