package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Progress;
import durablestreams.cli.client.Appender;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.Producer;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.json.JsonMessages;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import java.util.List;
import java.util.Optional;

/** Stream that an import creates and fills, with a producer so that retries do not repeat. */
final class NewStream {
  private final Session session;
  private final StreamAddress address;
  private final String contentType;
  private final Appender appender;
  private boolean closed;

  NewStream(Session session, String name, String contentType, String producer) {
    this.session = session;
    this.address = session.stream(name);
    this.contentType = contentType;
    this.appender =
        new Appender(
            session.client(), address, contentType, Optional.of(new Producer(producer, 0, 0)));
  }

  /**
   * Creates it.
   *
   * @param mayExist whether it may have been created and filled in part before
   * @return false when it is closed, so that there is nothing to go on with
   */
  boolean create(Optional<Long> ttlSeconds, Optional<String> expiresAt, boolean mayExist) {
    Reply reply = session.client().answer(Call.of("HEAD", "look at", address));
    if (reply.status() < 300 && !mayExist) {
      throw new CliException(
          ExitCode.CONFLICT,
          "stream_exists",
          "the stream %s exists; name another one, or go on with an interrupted import by --continue"
              .formatted(address.name()));
    }
    if (reply.status() < 300 && reply.isClosed()) {
      session.notice(address.name() + " was imported and closed before");
      return false;
    }
    Call call = Call.of("PUT", "create", address).header("Content-Type", contentType);
    if (ttlSeconds.isPresent()) {
      call = call.header("Stream-TTL", ttlSeconds.get().toString());
    }
    if (expiresAt.isPresent()) {
      call = call.header("Stream-Expires-At", expiresAt.get());
    }
    session.client().send(call);
    return true;
  }

  void append(byte[] body) {
    if (!Page.isJson(contentType)) {
      appender.bytes(body);
      return;
    }
    List<byte[]> messages = JsonMessages.of(body);
    if (!messages.isEmpty()) {
      appender.messages(messages);
    }
  }

  /** The error, with how far the import got. */
  CliException failed(CliException e) {
    return appender.failed(e);
  }

  void finish(boolean close) {
    closed = close;
    if (close) {
      appender.close();
    }
  }

  void report(String source) {
    session.done(
        "%s imported from %s: %s"
            .formatted(address.name(), source, Progress.size(appender.bytes())),
        Facts.of("stream", address.name())
            .and("file", source)
            .and("contentType", contentType)
            .and("bytes", appender.bytes())
            .and("nextOffset", appender.nextOffset())
            .and("closed", closed)
            .all());
  }
}
