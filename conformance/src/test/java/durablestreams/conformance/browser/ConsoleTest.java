package durablestreams.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console in Chromium: what an operator sees and does, with and without a token. */
class ConsoleTest {

  private static final String LAST = "document.querySelector('.messages li:last-child')";
  private static final String COUNT = "document.querySelectorAll('.messages li').length";
  private static final String TEXT = "text/plain";

  private static ServerProcess server;
  private static int port;

  private String name;
  private TestStream stream;

  @BeforeAll
  static void start() throws IOException {
    Installed.program("chromium");
    port = freePort();
    server = ServerProcess.start(command(port));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void createStream() {
    stream = server.server().unusedStream();
    name = nameOf(stream);
    stream.created(TestStream.JSON);
  }

  private static ServerCommand command(int port) {
    return ServerCommand.store("sqlite").env("ADMIN_PORT", Integer.toString(port));
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static String nameOf(TestStream stream) {
    return stream.path().substring(StreamServer.STREAMS.length());
  }

  private void fill(int messages) {
    StringBuilder all = new StringBuilder("[");
    for (int i = 0; i < messages; i++) {
      all.append(i == 0 ? "" : ",").append("{\"n\":").append(i).append(",\"text\":\"<b>\"}");
    }
    stream.append(TestStream.JSON, all + "]");
  }

  private static ConsolePage open() throws IOException, InterruptedException {
    return new ConsolePage(port);
  }

  private static void assertNoErrors(ConsolePage page) {
    assertThat(page.tab().errors()).as("errors of the page").isEmpty();
  }

  @Test
  void streamsAreFoundByPrefixAndPage() throws Exception {
    for (int i = 0; i < 120; i++) {
      server.server().stream("page-%03d".formatted(i)).created(TestStream.JSON);
    }
    try (ConsolePage page = open()) {
      page.fill("Find streams by the beginning of the name", "page-");
      page.tab().await("document.querySelectorAll('.list tbody tr').length === 50");
      page.awaitText("page-049");
      page.click("Next →");
      page.awaitText("51–100");
      page.tab().press("]");
      page.awaitText("101–120");
      page.assertAccessible("streams");
      page.screenshot("streams");
      page.click("← Previous");
      page.awaitText("page-050");
      page.tab().press("j");
      page.tab().press("j");
      page.tab().evaluate("document.activeElement.click()");
      page.tab().await("document.querySelector('h1').innerText === 'page-051'");
      page.go("#/streams?prefix=none-of-these");
      page.awaitText("No stream begins with");
      assertNoErrors(page);
    }
  }

  @Test
  void aStreamIsFollowedLiveAndReadBackAndForth() throws Exception {
    fill(130);
    try (ConsolePage page = open()) {
      page.go("#/stream/" + name);
      page.tab().await(LAST + "?.dataset.position === '129' && " + COUNT + " === 50");
      stream.append(TestStream.JSON, "{\"n\":\"news\"}");
      page.tab().await(LAST + ".innerText.includes('news')");
      page.tab().press("l");
      page.tab().press("[");
      page.tab().await("document.querySelector('.messages li').dataset.position === '30'");
      page.click("Earlier");
      page.tab().await("document.querySelector('.messages li').dataset.position === '0'");
      page.tab().press("g");
      page.tab().await(COUNT + " === 50 && " + LAST + ".dataset.position === '49'");
      page.tab().press("]");
      page.tab().await(LAST + ".dataset.position === '99'");
      page.fill("Go to offset", "0000000000000000_0000000000000120");
      page.click("Go");
      page.tab().await("document.querySelector('.messages li').dataset.position === '120'");
      page.awaitText("\"text\":\"<b>\"");
      page.click("Copy offset");
      assertThat(page.copied("00")).isEqualTo("0000000000000000_0000000000000121");
      page.click("Copy as curl");
      assertThat(page.copied("curl"))
          .isEqualTo(
              "curl 'http://127.0.0.1:" + server.port() + "/v1/stream/" + name + "?offset=-1'");
      page.fill("Go to offset", "nonsense");
      page.click("Go");
      page.tab().await("!!document.querySelector('.toast.error')");
    }
  }

  @Test
  void aStreamIsMadeAppendedToForkedClosedAndDeleted() throws Exception {
    stream.post(TestStream.JSON, "[1,2]").producer("shop", 3, 0).send().expect(200);
    try (ConsolePage page = open()) {
      page.awaitText("Streams");
      page.tab().press("n");
      page.fill("Name", name + "/new");
      page.fill("Ends after seconds", "3600");
      page.assertAccessible("create");
      page.click("Create");
      page.tab().await("document.querySelector('h1').innerText === '" + name + "/new'");
      page.awaitText("1 h without use");

      page.go("#/stream/" + name);
      page.awaitText("shop");
      page.fill("Append messages", "[{\"by\":\"hand\"}, {\"by\":\"hand too\"}]");
      page.click("Append");
      page.tab().await(LAST + "?.innerText.includes('hand too')");
      assertThat(stream.from("-1").send().expect(200).text())
          .isEqualTo("[1,2,{\"by\":\"hand\"},{\"by\":\"hand too\"}]");
      page.fill("Append messages", "no JSON");
      page.click("Append");
      page.tab().await("!!document.querySelector('.toast.error')");

      page.click("Fork");
      page.fill("Name of the fork", name + "-fork");
      page.fill("Offset", "0000000000000000_0000000000000002");
      page.assertAccessible("fork");
      page.tab().evaluate("document.querySelector('dialog button[type=submit]').click()");
      page.tab().await("document.querySelector('h1').innerText === '" + name + "-fork'");
      page.awaitText("Fork of");
      page.tab().await(LAST + "?.innerText.includes('2')");
      page.click(name);
      page.tab().await("!!document.querySelector('.tree a')");
      page.assertAccessible("stream");
      page.screenshot("stream");
      page.click("Forks of " + name + "-fork");
      page.awaitText("No forks.");

      page.click("Close");
      page.click("Close stream");
      page.tab().await("document.querySelector('.marks').innerText.includes('closed')");
      assertThat(stream.head().header("Stream-Closed")).contains("true");
      page.click("Delete");
      page.fill("Type " + name, "another");
      page.click("Delete stream");
      page.tab().await("document.querySelector('.problem').textContent !== ''");
      page.fill("Type " + name, name);
      page.click("Delete stream");
      page.tab().await("location.hash.startsWith('#/streams')");
      assertThat(stream.head().status()).isEqualTo(410);
    }
  }

  @Test
  void aLiveReaderIsSeenAndDisconnected() throws Exception {
    stream.append(TestStream.JSON, "[\"hello\"]");
    try (ConsolePage page = open();
        SseReader reader = stream.sse("-1")) {
      page.go("#/stream/" + name);
      page.tab().await("!!document.querySelector('[data-reader]')");
      page.awaitText("127.0.0.1");
      page.awaitText("at 0000000000000000_0000000000000001");
      page.assertAccessible("readers");
      page.screenshot("readers");
      page.tab().evaluate("document.querySelector('[data-reader] button').click()");
      page.awaitDialog(true);
      page.assertAccessible("disconnect");
      page.click("Disconnect reader");
      page.awaitText("No live readers.");
      assertThat(reader.remaining()).isNotEmpty();
      page.go("#/streams?prefix=" + name);
      page.awaitText("Readers");
      assertNoErrors(page);
    }
  }

  @Test
  void jobsAreStartedAndWatched() throws Exception {
    try (ConsolePage page = open()) {
      page.go("#/overview");
      page.awaitText("No jobs since the start of the server.");
      page.click("Back up");
      page.awaitText("Backup 1");
      page.tab().await("document.querySelector('[data-job=\"1\"] .badge').innerText === 'done'");
      page.click("Housekeeping");
      page.tab().await("document.querySelector('[data-job=\"2\"] .badge')?.innerText === 'done'");
      page.click("Verify the archive");
      page.awaitText("nothing wrong");
      page.click("Compact the archive");
      page.awaitText("0 objects made of smaller ones");
      page.assertAccessible("jobs");
      page.screenshot("jobs");
      assertNoErrors(page);
    }
  }

  @Test
  void bytesAreHexAndTextIsText() throws Exception {
    TestStream bytes = server.server().unusedStream();
    bytes.created("application/octet-stream");
    bytes.append("application/octet-stream", new byte[] {1, 65, -1});
    TestStream text = server.server().unusedStream();
    text.created(TEXT);
    text.append(TEXT, "<i>not markup</i>");
    try (ConsolePage page = open()) {
      page.go("#/stream/" + nameOf(bytes));
      page.awaitText("01 41 ff");
      page.awaitText(".A.");
      page.screenshot("bytes");
      page.go("#/stream/" + nameOf(text));
      page.awaitText("<i>not markup</i>");
      page.go("#/stream/absent");
      page.awaitText("There is no stream");
    }
  }

  @Test
  void theServerIsWatched() throws Exception {
    try (ConsolePage page = open()) {
      page.tab().press("o");
      page.tab().await("document.querySelectorAll('.chart-now').length === 6");
      stream.append(TestStream.JSON, "[1]");
      page.tab().await("!/^peak 0$/.test(document.querySelector('.chart .muted').innerText)");
      page.awaitText("Memory budget");
      page.assertAccessible("overview");
      page.screenshot("overview");
      page.fill("Log level", "warn");
      page.tab().await("!!document.querySelector('.toast.good')");
      page.click("Reload settings");
      page.tab().await("document.querySelector('#toasts').innerText.includes('hange')");
      page.tab().press("r");
      page.tab()
          .await(
              "[...document.querySelectorAll('.event a')].some(a => a.innerText === '"
                  + name
                  + "')");
      page.assertAccessible("registry");
      page.tab().press("?");
      page.awaitDialog(true);
      page.assertAccessible("shortcuts");
      page.screenshot("shortcuts");
      page.tab().evaluate("document.querySelector('dialog[open]').close()");
      page.tab().resize(390, 800);
      page.tab().prefer("dark");
      page.tab().press("s");
      page.awaitText("Create stream");
      page.assertAccessible("dark");
      page.screenshot("narrow-dark");
      page.go("#/stream/" + name);
      page.awaitText("Content type");
      page.assertAccessible("narrow stream");
      page.screenshot("narrow-stream");
      assertThat(page.tab().evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(390);
      assertNoErrors(page);
    }
  }

  @Test
  void aTokenIsAskedForOnceInATab() throws Exception {
    int guarded = freePort();
    try (ServerProcess closed =
            ServerProcess.start(command(guarded).env("ADMIN_TOKEN", "only-operators"));
        ConsolePage page = new ConsolePage(guarded)) {
      closed.server().stream("secret").created(TestStream.JSON);
      page.awaitDialog(true);
      page.assertAccessible("login");
      page.screenshot("login");
      page.fill("Admin token", "wrong");
      page.click("Log in");
      page.tab().await("document.querySelector('.problem').textContent.includes('not the admin')");
      page.fill("Admin token", "only-operators");
      page.click("Log in");
      page.awaitText("secret");
      page.awaitDialog(false);
      page.reload();
      page.awaitText("secret");
      page.go("#/stream/secret");
      page.fill("Append messages", "{\"with\":\"a token\"}");
      page.tab().await("document.querySelector('.facts') !== null");
      page.click("Append");
      page.tab().await(LAST + "?.innerText.includes('a token')");
      assertThat(page.tab().evaluate("localStorage.length").asInt()).isZero();
    }
  }
}
