package durablestreams.cli.input;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.Progress;
import durablestreams.cli.client.Appender;
import durablestreams.cli.json.Json;
import durablestreams.cli.json.MalformedJsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Grouping of messages into appends of bounded size. */
public final class MessageBatches {
  private final Appender appender;
  private final Progress progress;
  private final int mostBytes;
  private final int mostMessages;
  private final List<byte[]> batch = new ArrayList<>();
  private long size;

  public MessageBatches(Appender appender, Progress progress, int mostBytes, int mostMessages) {
    this.appender = appender;
    this.progress = progress;
    this.mostBytes = mostBytes;
    this.mostMessages = mostMessages;
  }

  /**
   * Appends all messages. What was read is appended before the source is waited for.
   *
   * @param fixed cut the same messages into the same appends each time, however they come
   */
  public void append(Source source, boolean fixed) throws IOException {
    try {
      for (byte[] next = source.next(); next != null; next = source.next()) {
        if (!batch.isEmpty() && size + next.length + 1 > mostBytes) {
          send(source);
        }
        batch.add(next);
        size += next.length + 1;
        if (batch.size() == mostMessages || (!fixed && source.isIdle())) {
          send(source);
        }
      }
    } catch (MalformedJsonException e) {
      throw CliException.failed("bad_json", "the input is not JSON: " + e.getMessage());
    }
    send(source);
  }

  private void send(Source source) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      appender.messages(List.copyOf(batch));
    } catch (CliException e) {
      throw explained(e, source);
    }
    progress.bytes(appender.bytes());
    batch.clear();
    size = 0;
  }

  /** Names the message that is no JSON, if that is what the server refused. */
  private CliException explained(CliException e, Source source) {
    if (!e.code().equals("bad_body")) {
      return e;
    }
    for (int i = 0; i < batch.size(); i++) {
      var problem = Json.problem(batch.get(i));
      if (problem.isPresent()) {
        return e.and(
            "message %d is not JSON: %s (input read up to %s)"
                .formatted(appender.messages() + i + 1, problem.get(), source.place()));
      }
    }
    return e;
  }
}
