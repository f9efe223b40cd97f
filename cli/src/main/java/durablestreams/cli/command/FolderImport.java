package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.client.Page;
import durablestreams.cli.reference.ReferenceFolder;
import durablestreams.cli.reference.ReferenceStream;
import durablestreams.cli.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Import of all streams of a folder of the reference server. */
final class FolderImport {
  private static final String ROOT = "/v1/stream/";
  private static final String PRODUCER = "import-reference";
  private static final int LARGEST_APPEND = 1 << 20;

  private final Session session;
  private final ReferenceFolder folder;
  private final boolean goOn;
  private final boolean noExpiry;

  FolderImport(Session session, ReferenceFolder folder, boolean goOn, boolean noExpiry) {
    this.session = session;
    this.folder = folder;
    this.goOn = goOn;
    this.noExpiry = noExpiry;
  }

  /** Imports them in the order of their names; those of the server itself and deleted ones not. */
  void run(String source) throws IOException {
    for (ReferenceStream stream : folder.streams()) {
      String name = name(stream.path());
      if (!stream.deleted() && !name.startsWith("__")) {
        importOne(stream, name, source);
      }
    }
  }

  private void importOne(ReferenceStream stream, String name, String source) throws IOException {
    NewStream target = new NewStream(session, name, stream.contentType(), PRODUCER);
    if (!target.create(
        noExpiry ? Optional.empty() : stream.ttlSeconds(),
        noExpiry ? Optional.empty() : stream.expiresAt(),
        goOn)) {
      return;
    }
    try {
      Group group = new Group(target, Page.isJson(stream.contentType()));
      folder.content(stream, group::add);
      group.send();
    } catch (CliException e) {
      throw target.failed(e);
    }
    target.finish(stream.closed());
    target.report(source);
  }

  /** A path is percent-encoded, as the URL was. */
  private static String name(String path) {
    String name = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path.replaceAll("^/", "");
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** Small appends of the reference server, to be one append here. */
  private static final class Group {
    private final NewStream target;
    private final boolean json;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Group(NewStream target, boolean json) {
      this.target = target;
      this.json = json;
    }

    void add(byte[] append) {
      if (body.size() > 0 && body.size() + append.length > LARGEST_APPEND) {
        send();
      }
      body.writeBytes(append);
    }

    /** JSON is stored with a comma after each message. */
    void send() {
      if (body.size() == 0) {
        return;
      }
      byte[] all = body.toByteArray();
      body.reset();
      if (json) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        array.writeBytes(Arrays.copyOf(all, all.length - 1));
        array.write(']');
        all = array.toByteArray();
      }
      target.append(all);
    }
  }
}
