package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.process.DiskSpace;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.CommandLine;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.SettingsReader;
import durablestreams.server.assembly.OpenFileLimit;
import durablestreams.server.assembly.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener, reload and logs of a whole server. */
class OperationTest {

  private static final String STREAM = "/v1/stream/s";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final List<RunningServer> started = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void stopAll() {
    started.forEach(RunningServer::stop);
  }

  private RunningServer start(String... flags) {
    List<String> all =
        new ArrayList<>(List.of("--port=0", "--store=memory", "--data=" + folder.resolve("data")));
    all.addAll(List.of(flags));
    CommandLine line = CommandLine.parse(all, TestSettings.table());
    Settings settings = read(line);
    Reload reload = new Reload(settings, TestSettings.table().settings(), () -> read(line));
    RunningServer server =
        new Wiring(settings, AccessPolicies.onClassPath(), reload, FaultPoints.NONE, Map.of())
            .start(OpenFileLimit.ofThisProcess(), () -> {});
    started.add(server);
    return server;
  }

  private static Settings read(CommandLine line) {
    return new SettingsReader(TestSettings.table()).read(line.flags(), Map.of());
  }

  private static Http admin(RunningServer server) {
    return new Http(server.adminPort().orElseThrow());
  }

  @Test
  void aServerIsReadyUntilItStops() {
    RunningServer server = start();
    try (Http admin = admin(server)) {
      assertThat(admin.send("GET", "/readyz", "").body()).isEqualTo("ready\n");
      assertThat(admin.send("GET", "/livez", "").body()).isEqualTo("ok\n");
      assertThat(admin.send("GET", "/status", "").body()).contains("\"streams\":");
    }
    assertThat(server.stop()).isTrue();
    assertThat(server.adminPort()).isEmpty();
  }

  @Test
  void aDefaultPortThatIsTakenLeavesTheListenerOut() throws IOException {
    try (ServerSocket taken = afterAFreePort()) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start("--admin-port=" + port))
          .isInstanceOf(StartException.class)
          .hasMessage(
              "The admin listener cannot listen on 127.0.0.1:%d: Address already in use", port);
      assertThat(start("--port=" + (port - 1)).adminPort()).isEmpty();
    }
    assertThat(start("--admin-port=0").adminPort()).isEmpty();
    assertThatThrownBy(() -> start("--port=5000", "--admin-port=5000"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("ADMIN_PORT is 5000, as PORT is");
    assertThatThrownBy(() -> start("--public-url=https://example.com/streams"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("must be a URL without a path");
    assertThat(AdminListener.port(TestSettings.of("--port=65535"))).isEmpty();
    assertThat(AdminListener.port(TestSettings.of("--port=65534"))).hasValue(65_535);
  }

  /** Holds a port; the one before it is free. */
  private static ServerSocket afterAFreePort() throws IOException {
    while (true) {
      ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      try {
        new ServerSocket(taken.getLocalPort() - 1, 1, InetAddress.getLoopbackAddress()).close();
        return taken;
      } catch (IOException e) {
        taken.close();
      }
    }
  }

  @Test
  void aReloadChangesLimitsAndSaysWhatNeedsARestart() throws IOException {
    Path config = folder.resolve("config");
    Files.writeString(config, "max-appends-per-second = 0\n");
    RunningServer server = start("--config=" + config);
    try (Http admin = admin(server);
        Http http = new Http(server.port())) {
      assertThat(admin.send("POST", "/admin/reload", "").body())
          .isEqualTo("{\"changed\":[],\"needRestart\":[]}\n");
      http.send("PUT", STREAM, "", "Content-Type", "text/plain");
      Files.writeString(config, "max-appends-per-second = 1\nsegment-idle = 5s\n");
      assertThat(admin.send("POST", "/admin/reload", "").body())
          .isEqualTo(
              "{\"changed\":[\"MAX_APPENDS_PER_SECOND\"],\"needRestart\":[\"SEGMENT_IDLE\"]}\n");
      List<Integer> codes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        codes.add(http.send("POST", STREAM, "a", "Content-Type", "text/plain").statusCode());
      }
      assertThat(codes).contains(204, 429);
      Files.writeString(config, "max-appends-per-second = many\n");
      var wrong = admin.send("POST", "/admin/reload", "");
      assertThat(wrong.statusCode()).isEqualTo(409);
      assertThat(wrong.body()).contains("max-appends-per-second", "must be a number");
      server.reload().runLogged();
    }
  }

  @Test
  void streamsAreListedAndDescribed() {
    RunningServer server = start("--registry=off");
    try (Http admin = admin(server);
        Http http = new Http(server.port())) {
      for (String name : List.of("a/1", "a/2", "b")) {
        http.send(
            "PUT", "/v1/stream/" + name, "x", "Content-Type", "text/plain", "Stream-TTL", "60");
      }
      http.send(
          "POST",
          "/v1/stream/a/2",
          "yz",
          "Content-Type",
          "text/plain",
          "Producer-Id",
          "p",
          "Producer-Epoch",
          "3",
          "Producer-Seq",
          "0");
      String page = admin.send("GET", "/admin/streams?prefix=a/&limit=1", "").body();
      assertThat(page)
          .startsWith("{\"streams\":[{\"name\":\"a/1\",\"contentType\":\"text/plain\"")
          .contains(
              "\"tailPosition\":1,\"liveReaders\":0,\"hotBytes\":1,\"coldBytes\":0,\"closed\":false")
          .contains("\"ttlSeconds\":60")
          .endsWith("\"next\":\"a/1\"}\n");
      assertThat(admin.send("GET", "/admin/streams?prefix=a/&after=a/1&limit=2", "").body())
          .contains("\"name\":\"a/2\"")
          .doesNotContain("a/1", "\"b\"")
          .endsWith("\"next\":null}\n");
      assertThat(admin.send("GET", "/admin/streams/a%2F2", "").body())
          .contains("\"hotBytes\":3", "\"forks\":0", "\"liveReaders\":0", "\"segments\":[]")
          .contains("\"producers\":[{\"id\":\"p\",\"epoch\":3,\"sequence\":0,");
      assertThat(admin.send("GET", "/admin/streams/a/2", "").statusCode()).isEqualTo(200);
      assertThat(admin.send("GET", "/admin/streams/a", "").statusCode()).isEqualTo(404);
      assertThat(admin.send("GET", "/admin/streams?limit=1001", "").body())
          .contains("\"bad_query\"", "limit must be a number from 1 to 1000, not `1001`");
      assertThat(admin.send("GET", "/admin/streams?limit=0", "").statusCode()).isEqualTo(400);
      assertThat(admin.send("GET", "/admin/forks/a/1?after=x", "").body())
          .contains("\"bad_query\"", "not `x`");
      for (String root : List.of("streams", "messages", "readers", "forks")) {
        HttpResponse<String> refused = admin.send("GET", "/admin/" + root + "/%FF", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"bad_path\"");
      }
      assertThat(admin.send("PUT", "/admin/streams/%FF", "").body()).contains("\"bad_path\"");
    }
  }

  @Test
  void streamsAreChangedAndReadThroughTheAdminApi() {
    RunningServer server = start();
    try (Http admin = admin(server)) {
      String json = "/admin/streams/j?contentType=application/json";
      assertThat(admin.send("PUT", json, "[1,2,3]").statusCode()).isEqualTo(201);
      assertThat(admin.send("PUT", json, "").statusCode()).isEqualTo(200);
      assertThat(admin.send("PUT", json + "&ttl=x", "").statusCode()).isEqualTo(400);
      String braces = "?contentType=text/plain;a=%22" + "%7B".repeat(12) + "%22";
      HttpResponse<String> refused = admin.send("PUT", "/admin/streams/b" + braces, "");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("HTTP/2", "use fewer of");
      assertThat(admin.send("GET", "/admin/messages/j?offset=now&back=2", "").body())
          .contains("\"from\":1,", "\"nextPosition\":3,\"tail\":3,\"closed\":false")
          .contains("{\"position\":1,", "\"size\":1,\"text\":\"2\"}")
          .doesNotContain("\"position\":0");
      assertThat(admin.send("GET", "/admin/messages/j?offset=x", "").body())
          .contains("\"bad_offset\"");
      assertThat(admin.send("GET", "/admin/messages/j?limit=1001", "").statusCode()).isEqualTo(400);
      assertThat(admin.send("GET", "/admin/messages/absent", "").statusCode()).isEqualTo(404);
      assertThat(admin.send("PUT", "/admin/streams/f?fork=j", "").statusCode()).isEqualTo(201);
      assertThat(admin.send("GET", "/admin/forks/j", "").body()).contains("\"name\":\"f\"");
      assertThat(admin.send("GET", "/admin/forks/f", "").body()).contains("\"streams\":[]");
      assertThat(admin.send("POST", "/admin/streams/j", "").statusCode()).isEqualTo(400);
      assertThat(admin.send("POST", "/admin/streams/j?close=true", "").body())
          .endsWith("\"closed\":true}\n");
      assertThat(admin.send("DELETE", "/admin/streams/j", "").statusCode()).isEqualTo(200);
      assertThat(admin.send("DELETE", "/admin/streams/j", "").statusCode()).isEqualTo(410);
      assertThat(admin.send("DELETE", "/admin/streams/__registry__", "").statusCode())
          .isEqualTo(405);
      assertThat(admin.send("GET", "/admin/server", "").body())
          .contains("\"streams\":\"http://127.0.0.1:" + server.port() + "/v1/stream/\"");
      assertThat(admin.send("GET", "/console", "").body()).contains("<!doctype html>");
      assertThat(admin.send("GET", "/console/main.js", "").statusCode()).isEqualTo(200);
      assertThat(admin.send("GET", "/console/../main.js", "").statusCode()).isNotEqualTo(200);
    }
  }

  @Test
  void theDescriptionOfTheApiNamesEveryPath() {
    RunningServer server = start();
    try (Http admin = admin(server)) {
      String api = admin.send("GET", "/admin/openapi.json", "").body();
      String list = admin.send("GET", "/", "").body();
      for (String line : list.lines().filter(l -> l.contains(" /")).toList()) {
        String path = line.split(" +")[1];
        assertThat(api).contains("\"" + path);
      }
    }
  }

  @Test
  void liveReadersAreListedAndDisconnected() throws Exception {
    RunningServer server = start();
    try (Http admin = admin(server);
        Http http = new Http(server.port());
        Socket events = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      http.send("PUT", STREAM, "hello", "Content-Type", "text/plain");
      assertThat(admin.send("GET", "/admin/readers/s", "").body())
          .isEqualTo("{\"readers\":[],\"next\":null}\n");
      events.setSoTimeout(30_000);
      events
          .getOutputStream()
          .write(
              ("GET " + STREAM + "?offset=-1&live=sse HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8));
      while (!lines.readLine().contains("upToDate")) {}
      String listed = admin.send("GET", "/admin/readers/s?limit=1", "").body();
      assertThat(listed)
          .contains("\"kind\":\"sse\",\"address\":\"127.0.0.1\"")
          .contains("\"offset\":\"0000000000000000_0000000000000005\",\"deliveredBytes\":5");
      long id = Long.parseLong(listed.replaceAll("(?s).*\"id\":(\\d+).*", "$1"));
      assertThat(admin.send("GET", "/admin/streams?prefix=s", "").body())
          .contains("\"liveReaders\":1");
      assertThat(admin.send("DELETE", "/admin/readers/s?id=" + (id + 1), "").statusCode())
          .isEqualTo(404);
      assertThat(admin.send("DELETE", "/admin/readers/s", "").statusCode()).isEqualTo(400);
      assertThat(admin.send("DELETE", "/admin/readers/s?id=" + id, "").statusCode()).isEqualTo(200);
      String line = lines.readLine();
      while (!line.equals("0")) { // the last chunk
        line = lines.readLine();
      }
      awaitReaders(admin, "[]");

      var poll =
          CompletableFuture.supplyAsync(
              () -> http.send("GET", STREAM + "?offset=now&live=long-poll", ""));
      String polling = awaitReaders(admin, "\"long-poll\"");
      id = Long.parseLong(polling.replaceAll("(?s).*\"id\":(\\d+).*", "$1"));
      admin.send("DELETE", "/admin/readers/s?id=" + id, "");
      assertThat(poll.get().statusCode()).isEqualTo(204);
      assertThat(admin.send("GET", "/admin/readers/absent", "").statusCode()).isEqualTo(404);
      assertThat(admin.send("GET", "/admin/readers/s?limit=0", "").statusCode()).isEqualTo(400);
    }
  }

  private static String awaitReaders(Http admin, String text) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (true) {
      String body = admin.send("GET", "/admin/readers/s", "").body();
      if (body.contains(text)) {
        return body;
      }
      assertThat(System.nanoTime()).as(body).isLessThan(deadline);
    }
  }

  @Test
  void jobsAreStartedWatchedAndListed() {
    RunningServer server =
        start("--store=sqlite", "--archive=files", "--archive-dir=" + folder.resolve("archive"));
    try (Http admin = admin(server);
        Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "hello", "Content-Type", "text/plain");
      assertThat(admin.send("GET", "/admin/jobs", "").body())
          .contains("{\"kind\":\"backup\",\"available\":true,\"reason\":\"\"}")
          .endsWith("\"jobs\":[]}\n");
      for (String kind : List.of("backup", "compaction", "verification", "housekeeping")) {
        var begun = admin.send("POST", "/admin/jobs/" + kind, "");
        assertThat(begun.statusCode()).isEqualTo(202);
        String id = begun.body().replaceAll("(?s).*\"id\":(\\d+).*", "$1");
        String job = begun.body();
        while (job.contains("\"state\":\"running\"")) {
          job = admin.send("GET", "/admin/jobs/" + id, "").body();
        }
        assertThat(job).contains("\"kind\":\"" + kind + "\",\"state\":\"done\"");
        assertThat(admin.send("DELETE", "/admin/jobs/" + id, "").statusCode()).isEqualTo(409);
      }
      assertThat(admin.send("GET", "/admin/backups", "").body()).contains("\"last\":{");
      assertThat(admin.send("POST", "/admin/jobs/nothing", "").statusCode()).isEqualTo(404);
      assertThat(admin.send("GET", "/admin/jobs/77", "").statusCode()).isEqualTo(404);
    }
    RunningServer memory = start("--archive=none");
    try (Http admin = admin(memory)) {
      assertThat(admin.send("POST", "/admin/jobs/backup", "").statusCode()).isEqualTo(503);
      assertThat(admin.send("POST", "/admin/jobs/verification", "").statusCode()).isEqualTo(503);
      assertThat(admin.send("POST", "/admin/jobs/housekeeping", "").statusCode()).isEqualTo(202);
    }
  }

  @Test
  void theLogLevelIsSetAtOnce() {
    RunningServer server = start();
    try (Http admin = admin(server)) {
      assertThat(admin.send("PUT", "/admin/log-level?level=warn", "").body())
          .isEqualTo("{\"level\":\"warn\"}\n");
      assertThat(admin.send("GET", "/admin/log-level", "").body())
          .isEqualTo("{\"level\":\"warn\"}\n");
      assertThat(admin.send("PUT", "/admin/log-level?level=much", "").statusCode()).isEqualTo(400);
      assertThat(admin.send("PUT", "/admin/log-level?level=info", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aReloadReplacesThePolicy() throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "first-token\n");
    RunningServer server = start("--auth-token-file=" + token);
    try (Http admin = admin(server);
        Http http = new Http(server.port())) {
      assertThat(put(http, "a", "first-token")).isEqualTo(201);
      Files.writeString(token, "second-token\n");
      assertThat(put(http, "b", "second-token")).isEqualTo(401);
      assertThat(admin.send("POST", "/admin/reload", "").body())
          .isEqualTo("{\"changed\":[\"AUTH_TOKEN\"],\"needRestart\":[]}\n");
      assertThat(put(http, "b", "second-token")).isEqualTo(201);
      assertThat(put(http, "c", "first-token")).isEqualTo(401);
    }
  }

  private static int put(Http http, String name, String token) {
    return http.send(
            "PUT",
            "/v1/stream/" + name,
            "",
            "Content-Type",
            "text/plain",
            "Authorization",
            "Bearer " + token)
        .statusCode();
  }

  @Test
  void theAccessLogHasALineForEachRequestAndIsOpenedAgain() throws IOException {
    Path log = folder.resolve("access.log");
    RunningServer server = start("--access-log=" + log, "--log-format=json");
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", "Content-Type", "text/plain");
      http.send(
          "GET",
          STREAM + "?offset=-1&x=secret",
          "",
          "traceparent",
          "00-" + TRACE + "-00f067aa0ba902b7-01");
      await(log, 2);
      Path moved = folder.resolve("access.log.1");
      Files.move(log, moved);
      server.reload().run();
      http.send("GET", "/nothing", "");
      await(log, 1);
      assertThat(Files.readAllLines(moved)).hasSize(2);
    }
    assertThat(server.stop()).isTrue();
    List<String> lines = Files.readAllLines(folder.resolve("access.log.1"));
    assertThat(lines.getFirst())
        .contains("\"client\":\"127.0.0.1\"", "\"method\":\"PUT\"", "\"status\":201")
        .contains("\"path\":\"/v1/stream/s\"", "\"trace\":\"\"");
    assertThat(lines.getLast())
        .contains("\"method\":\"GET\"", "\"status\":200", "\"trace\":\"" + TRACE + "\"")
        .doesNotContain("secret", "\"bytes\":0");
  }

  private static void await(Path log, int lines) throws IOException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!Files.exists(log) || Files.readAllLines(log).size() < lines) {
      assertThat(System.nanoTime()).as("%d lines in %s", lines, log).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aDiskWithLittleSpaceIsAProblem() {
    assertThat(DiskSpace.problem(300L << 20, 1L << 40)).isEmpty();
    assertThat(DiskSpace.problem(200L << 20, 1L << 40)).contains("nearly full: 200 MiB");
    assertThat(DiskSpace.problem(30L << 20, 200L << 20)).isEmpty();
    assertThat(DiskSpace.problem(5L << 20, 200L << 20)).contains("nearly full");
    assertThat(new DiskSpace(folder).problem()).isEmpty();
    assertThat(new DiskSpace(folder.resolve("missing")).problem()).contains("cannot be reached");
  }
}
