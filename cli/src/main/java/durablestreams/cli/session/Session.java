package durablestreams.cli.session;

import durablestreams.cli.base.Progress;
import durablestreams.cli.base.Terminal;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.RetryLimit;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.client.StreamClient;
import durablestreams.cli.client.StreamPages;
import durablestreams.cli.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Run of one command: its server, and where it prints. */
public final class Session implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final CommonOptions options;
  private final String url;
  private final Duration limit;
  private final StreamClient client;

  /**
   * A run.
   *
   * @param endless whether a server that answered once is tried again without end
   */
  Session(Terminal terminal, CommonOptions options, boolean endless) {
    this.terminal = terminal;
    this.options = options;
    this.url = StreamAddress.root(options.url(terminal));
    this.limit = endless ? Duration.ofDays(36_500) : RETRY;
    this.client = client(options.authorization(terminal), url);
  }

  /** A client of another server. */
  StreamClient client(Optional<String> authorization, String server) {
    return new StreamClient(
        authorization,
        this::notice,
        new RetryLimit(options.retry(), limit),
        server.startsWith("https:"));
  }

  public Terminal terminal() {
    return terminal;
  }

  public StreamClient client() {
    return client;
  }

  public boolean isJson() {
    return options.isJson();
  }

  public StreamAddress stream(String name) {
    return StreamAddress.of(url, name);
  }

  public StreamPages pages(StreamAddress stream, String offset) {
    return new StreamPages(client, stream, offset, this::notice);
  }

  /** What HEAD says of the stream. */
  public Reply describe(StreamAddress stream) {
    return client.send(Call.of("HEAD", "look at", stream));
  }

  /** Prints what was done: as JSON, as a sentence, or not at all. */
  public void done(String sentence, Map<String, ?> facts) {
    if (options.isJson()) {
      terminal.line(Json.text(facts));
    } else if (!options.isQuiet()) {
      terminal.line(sentence);
    }
  }

  /** Tells what happens meanwhile. */
  public void notice(String text) {
    if (!options.isQuiet()) {
      terminal.notice(text);
    }
  }

  public Progress progress(String title, long total) {
    return new Progress(terminal, title, total, terminal.isInteractive() && !options.isQuiet());
  }

  @Override
  public void close() {
    client.close();
  }
}
