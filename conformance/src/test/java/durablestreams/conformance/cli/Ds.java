package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.cli.Cli;
import durablestreams.cli.base.Terminal;
import durablestreams.conformance.harness.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commands of the client, run in the process of the test against one server. */
final class Ds {
  private final Map<String, String> environment;

  private Ds(Map<String, String> environment) {
    this.environment = environment;
  }

  static Ds at(ServerProcess server) {
    return at(server.server().base().toString());
  }

  static Ds at(String url) {
    return new Ds(Map.of("STREAM_URL", url));
  }

  Ds with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Ds(more);
  }

  /** How a command ended. */
  record Result(int code, byte[] bytes, String errors) {
    String output() {
      return new String(bytes, UTF_8);
    }

    /** The output of a command that must have succeeded. */
    String ok() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + ": " + errors);
      }
      return output();
    }
  }

  Result run(String... arguments) {
    return run(InputStream.nullInputStream(), arguments);
  }

  Result run(byte[] input, String... arguments) {
    return run(new ByteArrayInputStream(input), arguments);
  }

  Result run(InputStream input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code = run(input, out, errors, arguments);
    return new Result(code, out.toByteArray(), errors.toString(UTF_8));
  }

  int run(InputStream input, OutputStream out, OutputStream errors, String... arguments) {
    Terminal terminal = new Terminal(input, out, errors, environment, false);
    return new Cli(terminal)
        .run(
            List.of(arguments),
            () -> List.of(new Cli.Other("serve", "Start the server.", List.of("--port"))));
  }

  /** As a terminal shows it, with progress. */
  String shown(String... arguments) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    new Cli(
            new Terminal(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                errors,
                environment,
                true))
        .run(List.of(arguments), List::of);
    return errors.toString(UTF_8);
  }
}
