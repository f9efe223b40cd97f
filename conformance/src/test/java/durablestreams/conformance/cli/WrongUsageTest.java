package durablestreams.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wrong usage is one line that says what is wrong and what would be right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongUsageTest {
  private static final String TOKEN = "token-of-the-writers";

  private ServerProcess server;
  private Ds ds;

  @BeforeAll
  void start() {
    server = ServerProcess.start(ServerCommand.store("memory").with("--auth-token=" + TOKEN));
    ds = Ds.at(server).with("STREAM_AUTH", "Bearer " + TOKEN);
    ds.run("create", "text", "-t", "text").ok();
    ds.run("create", "json", "-t", "json").ok();
    ds.run("create", "closed", "--closed").ok();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create|2|Missing required parameter: 'STREAM'; the usage is ds create [OPTIONS] STREAM",
        "create x y|2|Unmatched argument at index 1: 'y'; the usage is ds create",
        "create x --tipe=json|2|Unknown option: '--tipe=json'",
        "create x --type=jason|2|is 'jason', but must be json, text, bytes or a content type",
        "create x --ttl=soon|2|is 'soon', but must be a time such as 500ms, 3s, 2m, 1h or 7d",
        "create x --ttl=1500ms|2|--ttl must be whole seconds",
        "create x --expires-at=tomorrow|2|must be a time such as 2030-01-31T12:00:00Z",
        "create x --ttl=1h --expires-at=2030-01-31T12:00:00Z|2|cannot both be given",
        "create text --type=json|4|409 stream_conflict",
        "append|2|Missing required parameter: 'STREAM'",
        "append nothing --data=x|3|there is no such stream (404 stream_not_found)",
        "append text --data=x file|2|--data and files cannot both be given",
        "append text /no/such/file|1|there is no file /no/such/file to read",
        "append text /tmp|1|/tmp is a folder, not a file",
        "append text --ndjson --data=1|2|--ndjson needs a stream of application/json, and text is text/plain",
        "append text --epoch=1 --data=1|2|--epoch and --seq need --producer",
        "append text --producer= --data=1|2|--producer is empty; it has 1 to 256 characters",
        "append text --producer=p --seq=-1 --data=1|2|--epoch and --seq must be 0 or more",
        "append text --producer=p --seq=2 --data=1|4|409 producer_sequence_gap",
        "append text --batch-bytes=0 --data=1|2|--batch-bytes is 0, but must be 1 to 64MiB",
        "append text --batch-bytes=big --data=1|2|is 'big', but must be a size such as 64KiB",
        "append json --batch-messages=0 --data=1|2|--batch-messages must be 1 or more",
        "append json --batch-messages=x --data=1|2|Invalid value for option '--batch-messages'",
        "append json --data=[1,]|1|line 1: no value follows a comma",
        "append json --data={|1|the last value does not end",
        "append json --data=nul|2|400 bad_body",
        "append text --type=json --data=1|4|409 content_type_mismatch",
        "append closed --data=x|4|409 stream_closed",
        "read|2|Missing required parameter: 'STREAM'",
        "read nothing|3|404 stream_not_found",
        "read text --offset=x|2|400 bad_offset",
        "tail text -n -1|2|-n is -1, but must be 0 or more",
        "tail text -n many|2|Invalid value for option '--last'",
        "stat nothing|3|there is no such stream",
        "stat text --url=ftp://x|2|it must be like http://127.0.0.1:4437/v1/stream",
        "stat text --url=nonsense|2|it must be like http://127.0.0.1:4437/v1/stream",
        "stat text --url=http://127.0.0.1:1|5|127.0.0.1:1 cannot be reached: it accepts no connection",
        "stat text --url=http://no-such-host.invalid|5|cannot be reached: its name has no address",
        "stat text --token=a --auth=b|2|of --token, --token-file and --auth only one can be given",
        "stat text --token-file=/no/such|2|--token-file is /no/such, which cannot be read",
        "stat text --retry=often|2|is 'often', but must be a time such as",
        "ls a b|2|Unmatched argument at index 1: 'b'",
        "close|2|Missing required parameter: 'STREAM'",
        "close nothing|3|404 stream_not_found",
        "close text --token=wrong|6|401 unauthenticated",
        "fork text|2|Missing required parameter: 'FORK'; the usage is ds fork [OPTIONS] SOURCE FORK",
        "fork text f --sub-offset=1|2|--sub-offset counts from --offset, which must be given as well",
        "fork nothing f|3|404 fork_source_not_found",
        "fork text f --offset=x|2|400",
        "delete|2|Missing required parameter: 'STREAM'",
        "delete nothing|3|404 stream_not_found",
        "delete __registry__|1|405 method_not_allowed",
        "export text|2|Missing required parameter: 'FILE'",
        "export text /no/such/folder/f|1|/no/such/folder",
        "export nothing /tmp/never|3|there is no such stream",
        "import|2|Missing required parameter: 'FILE'",
        "import /no/such/file|1|there is no file /no/such/file to import, nor a folder with metadata.lmdb",
        "import - --continue|2|--continue needs a file, and the input is none",
        "completion|2|completion needs the name of a shell: ds completion bash, or ds completion zsh",
        "completion fish|2|completion needs the name of a shell",
      })
  void isOneLineAndAnExitCode(String arguments, int code, String message) {
    Ds.Result result = ds.run(arguments.split(" "));
    assertThat(result.errors()).contains(message).startsWith("ds: ").hasLineCount(1);
    assertThat(result.errors()).doesNotContain("Exception");
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.output()).isEmpty();
  }

  @Test
  void errorsAreJsonToo() {

    assertThat(ds.run("stat", "nothing", "--json").errors())
        .isEqualTo(
            "{\"error\":{\"code\":\"stream_not_found\",\"message\":\"cannot look at nothing: there"
                + " is no such stream (404 stream_not_found)\"}}\n");
  }

  @Test
  void aServerWithoutARegistryIsNotListed() {
    try (ServerProcess other =
        ServerProcess.start(ServerCommand.store("memory").with("--registry=off"))) {
      Ds.Result result = Ds.at(other).run("ls");
      assertThat(result.errors()).contains("REGISTRY=off").hasLineCount(1);
      assertThat(result.code()).isEqualTo(3);
    }
  }

  @Test
  void credentialsComeFromFlagsOrTheEnvironment() {
    Ds without = Ds.at(server);
    assertThat(without.run("append", "text", "-d", "x").code()).isEqualTo(6);
    without.run("append", "text", "-d", "x", "--token", TOKEN).ok();
    without.run("append", "text", "-d", "x", "--auth", "Bearer " + TOKEN).ok();
    ds.run("append", "text", "-d", "x").ok();
    Ds.Result never = without.run("append", "text", "-d", "x", "--token", "secret-word");
    assertThat(never.errors()).doesNotContain("secret-word");
  }
}
