package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.RawClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of leaders, as they are laid out in HTTP/1.1, and what a client gets of them. */
class AnswerTest {

  private final TwoNodes nodes = new TwoNodes();

  @BeforeEach
  void read() {
    nodes.follower().member().present(ScriptedMember.Present.ONLY_AT_THE_LEADER);
    nodes.follower().member().leaderTimeout(Duration.ZERO);
  }

  @AfterEach
  void close() throws Exception {
    nodes.close();
  }

  /** Asks for a stream, and gives all that comes. */
  private String relayed(String answer) throws Exception {
    try (ScriptedLeader leader =
            new ScriptedLeader(connection -> {
              connection.head();
              connection.say(answer);
            });
        RawClient client = new RawClient(nodes.follower().server().port())) {
      nodes.follower().member().route(leader.route());
      client.send("GET /v1/stream/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      return client.rest();
    }
  }

  @Test
  void aBodyWithALengthKeepsIt() throws Exception {
    String answer =
        relayed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\nX-Of-Us: 1\r\n\r\nhello");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Length: 5\r\n", "ETag: \"x\"\r\n", "X-Of-Us: 1\r\n")
        .endsWith("\r\n\r\nhello");
  }

  @Test
  void chunksAreSentAsChunks() throws Exception {
    String answer =
        relayed(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;extension=1\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");
    assertThat(answer).contains("Transfer-Encoding: chunked\r\n").endsWith("0\r\n\r\n");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(body.replaceAll("[0-9]\r\n|\r\n", "")).isEqualTo("hello");
  }

  @Test
  void aBodyMayEndWithTheConnection() throws Exception {
    String answer = relayed("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(answer).contains("5\r\nhello\r\n").endsWith("0\r\n\r\n");
  }

  @Test
  void interimAnswersAreNotPassedOn() throws Exception {
    String answer =
        relayed(
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("Link");
  }

  @Test
  void fieldsOfTheConnectionStayBetweenTheNodes() throws Exception {
    String answer =
        relayed(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
                + "Keep-Alive: timeout=5\r\nCluster-Anything: 1\r\nDate: then\r\n"
                + "Access-Control-Allow-Origin: other\r\nVary: Accept-Encoding\r\n\r\n");
    assertThat(answer)
        .doesNotContain("X-Hop", "Keep-Alive", "Cluster-", "Date: then", "other")
        .contains("Vary: Accept-Encoding\r\n", "Connection: close\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "garbage\r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le"
      })
  void whatIsNoAnswerIsNotPassedOn(String answer) throws Exception {
    assertThat(relayed(answer)).startsWith("HTTP/1.1 503 ").contains("no leader");
  }

  @Test
  void aHeadThatDoesNotEndIsGivenUp() throws Exception {
    assertThat(relayed("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000))).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void aBodyThatBreaksARuleBreaksOff() throws Exception {
    for (String chunks : List.of("zz\r\n", "-1\r\n", "3\r\nhello\r\n0\r\n\r\n", "3\r\nhe")) {
      String answer = relayed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
      assertThat(answer).as(chunks).startsWith("HTTP/1.1 200 ").doesNotEndWith("0\r\n\r\n");
    }
  }
}
