package durablestreams.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.memory.Share;
import durablestreams.application.memory.ShareUse;
import durablestreams.application.observe.ServerStatus;
import durablestreams.application.subscription.SubscriptionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

  @Test
  void saysEverythingAndEscapesTheProblem() {
    String json =
        StatusJson.of(
            "1.2.3",
            new ServerStatus(
                1,
                20,
                21,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                "",
                "lost",
                "a \"b\"\\\n",
                9,
                10,
                List.of(new ShareUse(Share.TAIL_WINDOWS, 11, 12, 13, 14))),
            new SubscriptionStatus(15, 16, 17, 18, 19, 20),
            more -> more.member("more", true));
    assertThat(json)
        .startsWith(
            "{\"version\":\"1.2.3\",\"streams\":1,\"forks\":20,\"producers\":21,\"hotRows\":2,")
        .contains("\"storeProblem\":\"\"")
        .contains("\"archiveProblem\":\"a \\\"b\\\"\\\\\\u000a\"")
        .contains("\"storeLoss\":\"lost\",\"archiveProblem\":\"a \\\"b\\\"\\\\\\u000a\"")
        .endsWith(
            "\"queuedOperations\":9,\"liveReaders\":10,\"subscriptions\":{\"count\":15,\"waking\":16,"
                + "\"leased\":17,\"failing\":18,\"oldestUnackedMillis\":19,\"failedDeliveries\":20},\"more\":true,\"memory\":{\"tailWindows\":"
                + "{\"limit\":11,\"used\":12,\"peak\":13,\"refused\":14}}}\n");
  }
}
