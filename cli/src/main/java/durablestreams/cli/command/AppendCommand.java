package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Progress;
import durablestreams.cli.client.Appender;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.Producer;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.input.FilesInput;
import durablestreams.cli.input.JsonSource;
import durablestreams.cli.input.LineSource;
import durablestreams.cli.input.MessageBatches;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import durablestreams.cli.session.Values;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that appends files or its input. */
@Command(
    name = "append",
    description = {
      "Append files, or the input, to a stream, in as many appends as it takes.",
      "To a stream of JSON each value is a message, and of an array each element."
    })
public final class AppendCommand extends ClientCommand {
  private static final int LARGEST_BATCH = 64 << 20;

  @Parameters(index = "0", paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "What to append; the input without a file and for -.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-d", "--data"},
      paramLabel = "TEXT",
      description = "Append this text instead.")
  private Optional<String> data = Optional.empty();

  @Option(names = "--ndjson", description = "Each line is one message, also if it is an array.")
  private boolean lines;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      converter = Values.Type.class,
      description =
          "Content type, which must be that of the stream; without it the server is asked.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--producer",
      paramLabel = "ID",
      description =
          "Append exactly once: the same command with the same input, run again, appends only what"
              + " was not appended before. Each input needs an id or an epoch of its own.")
  private Optional<String> producer = Optional.empty();

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description = "Epoch of the producer; 0. A higher one fences lower ones.")
  private Optional<Long> epoch = Optional.empty();

  @Option(
      names = "--seq",
      paramLabel = "N",
      description = "First sequence number of the producer; 0.")
  private Optional<Long> sequence = Optional.empty();

  @Option(
      names = "--batch-bytes",
      paramLabel = "SIZE",
      converter = Values.Size.class,
      description = "Largest append; 1MiB, but a larger message is one append.")
  private long batchBytes = 1 << 20;

  @Option(
      names = "--batch-messages",
      paramLabel = "N",
      description = "Most messages of an append; 10000.")
  private int batchMessages = 10_000;

  @Option(names = "--close", description = "Close the stream after it.")
  private boolean close;

  @Override
  protected ExitCode run(Session session) throws IOException {
    check();
    StreamAddress address = session.stream(stream);
    String contentType = type.orElseGet(() -> session.describe(address).contentType());
    boolean json = Page.isJson(contentType);
    if (lines && !json) {
      throw CliException.usage(
          "--ndjson needs a stream of application/json, and %s is %s; leave it out to append bytes"
              .formatted(stream, contentType));
    }
    Appender appender =
        new Appender(
            session.client(),
            address,
            contentType,
            producer.map(id -> new Producer(id, epoch.orElse(0L), sequence.orElse(0L))));
    try (InputStream in = input(session);
        Progress progress = session.progress("append", length())) {
      if (json) {
        new MessageBatches(appender, progress, (int) batchBytes, batchMessages)
            .append(lines ? new LineSource(in) : new JsonSource(in), producer.isPresent());
      } else {
        appendBytes(in, appender, progress);
      }
      if (close) {
        appender.close();
      }
    } catch (CliException e) {
      throw appender.failed(e);
    }
    report(session, appender);
    return ExitCode.DONE;
  }

  private void check() {
    if (data.isPresent() && !files.isEmpty()) {
      throw CliException.usage("--data and files cannot both be given");
    }
    if (producer.isEmpty() && (epoch.isPresent() || sequence.isPresent())) {
      throw CliException.usage("--epoch and --seq need --producer");
    }
    if (producer.filter(String::isEmpty).isPresent()) {
      throw CliException.usage("--producer is empty; it has 1 to 256 characters");
    }
    if (epoch.orElse(0L) < 0 || sequence.orElse(0L) < 0) {
      throw CliException.usage("--epoch and --seq must be 0 or more");
    }
    if (batchBytes < 1 || batchBytes > LARGEST_BATCH) {
      throw CliException.usage("--batch-bytes is %d, but must be 1 to 64MiB".formatted(batchBytes));
    }
    if (batchMessages < 1) {
      throw CliException.usage("--batch-messages must be 1 or more");
    }
    for (String file : files) {
      if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
        throw CliException.failed("no_file", "there is no file %s to read".formatted(file));
      }
      if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
        throw CliException.failed("no_file", "%s is a folder, not a file".formatted(file));
      }
    }
  }

  private InputStream input(Session session) {
    if (data.isPresent()) {
      return new ByteArrayInputStream(data.get().getBytes(StandardCharsets.UTF_8));
    }
    InputStream standard = session.terminal().input();
    return new BufferedInputStream(
        files.isEmpty() ? standard : new FilesInput(files, standard), 1 << 16);
  }

  /** Bytes of all files; negative when that is not known. */
  private long length() throws IOException {
    if (data.isPresent() || files.isEmpty() || files.contains("-")) {
      return -1;
    }
    long sum = 0;
    for (String file : files) {
      sum += Files.size(Path.of(file));
    }
    return sum;
  }

  private void appendBytes(InputStream in, Appender appender, Progress progress)
      throws IOException {
    byte[] piece = new byte[(int) batchBytes];
    int filled = 0;
    while (true) {
      int count = in.read(piece, filled, piece.length - filled);
      if (count > 0) {
        filled += count;
      }
      // A producer's appends are cut at the same places each time.
      boolean idle = producer.isEmpty() && in.available() == 0;
      if (filled > 0 && (count < 0 || filled == piece.length || idle)) {
        appender.bytes(Arrays.copyOf(piece, filled));
        progress.bytes(appender.bytes());
        filled = 0;
      }
      if (count < 0) {
        return;
      }
    }
  }

  private void report(Session session, Appender appender) {
    long made = appender.appends() - appender.repeated();
    String sentence =
        "%d %s to %s, next offset %s"
            .formatted(
                made,
                made == 1 ? "append" : "appends",
                stream,
                appender.nextOffset().isEmpty() ? "unchanged" : appender.nextOffset());
    if (appender.repeated() > 0) {
      sentence += "; %d had been made before".formatted(appender.repeated());
    }
    session.done(
        close ? sentence + "; closed" : sentence,
        Facts.of("stream", stream)
            .and("appends", made)
            .and("repeated", appender.repeated())
            .and("messages", appender.messages())
            .and("bytes", appender.bytes())
            .and("nextOffset", Optional.of(appender.nextOffset()).filter(o -> !o.isEmpty()))
            .and("closed", close)
            .all());
  }
}
