package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Progress;
import durablestreams.cli.reference.ReferenceFolder;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Session;
import durablestreams.cli.transfer.ExportEnd;
import durablestreams.cli.transfer.ExportHeader;
import durablestreams.cli.transfer.ExportPage;
import durablestreams.cli.transfer.ExportReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that makes streams of an exported file, or of the files of a reference server. */
@Command(
    name = "import",
    description = {
      "Create a stream from an exported file, or streams from a server's folder.",
      "The folder is that of the reference server, which runs on Node and has to be stopped.",
      "The file is checked before anything is created; its offsets are not those of the new stream."
    })
public final class ImportCommand extends ClientCommand {

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The file, or the folder with metadata.lmdb; - is the input.")
  private String file = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STREAM",
      description = "The stream to create; by default its name in the export.")
  private Optional<String> stream = Optional.empty();

  @Option(
      names = "--continue",
      description = "Go on with an import that was interrupted: what it appended is not repeated.")
  private boolean goOn;

  @Option(names = "--no-expiry", description = "Leave out its TTL or time of expiry.")
  private boolean noExpiry;

  @Override
  protected ExitCode run(Session session) throws IOException {
    if (file.equals("-")) {
      if (goOn) {
        throw CliException.usage("--continue needs a file, and the input is none");
      }
      append(session, session.terminal().input(), -1, "import");
      return ExitCode.DONE;
    }
    Path path = Path.of(file);
    if (ReferenceFolder.is(path)) {
      if (stream.isPresent()) {
        throw CliException.usage(
            "a folder has many streams, which keep their names; leave %s out"
                .formatted(stream.get()));
      }
      new FolderImport(session, ReferenceFolder.read(path), goOn, noExpiry).run(file);
      return ExitCode.DONE;
    }
    if (!Files.isRegularFile(path)) {
      throw CliException.failed(
          "no_file",
          "there is no file %s to import, nor a folder with metadata.lmdb".formatted(file));
    }
    ExportEnd end = verified(session, path);
    try (InputStream in = Files.newInputStream(path)) {
      append(session, in, Files.size(path), "import-" + end.sha256().substring(0, 16));
    }
    return ExitCode.DONE;
  }

  private ExportEnd verified(Session session, Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        Progress progress = session.progress("check", Files.size(path))) {
      ExportReader reader = new ExportReader(in, file);
      reader.header();
      while (reader.next().isPresent()) {
        progress.bytes(reader.bytesRead());
      }
      return reader.end();
    }
  }

  private void append(Session session, InputStream in, long length, String producer)
      throws IOException {
    ExportReader reader = new ExportReader(new BufferedInputStream(in, 1 << 16), file);
    ExportHeader header = reader.header();
    String name = stream.orElse(header.stream());
    if (name.startsWith("http://") || name.startsWith("https://")) {
      throw CliException.usage(
          "the export names its stream by the URL %s; name the one to create".formatted(name));
    }
    NewStream target = new NewStream(session, name, header.contentType(), producer);
    if (!target.create(
        noExpiry ? Optional.empty() : header.ttlSeconds(),
        noExpiry ? Optional.empty() : header.expiresAt(),
        goOn)) {
      return;
    }
    try (Progress progress = session.progress("import", length)) {
      for (Optional<ExportPage> page = reader.next(); page.isPresent(); page = reader.next()) {
        target.append(page.get().body());
        progress.bytes(reader.bytesRead());
      }
    } catch (CliException e) {
      throw target.failed(e);
    }
    target.finish(reader.end().closed());
    target.report(file);
  }
}
