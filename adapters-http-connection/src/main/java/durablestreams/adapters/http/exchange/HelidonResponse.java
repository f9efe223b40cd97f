package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.headers.ServerTiming;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.Share;
import durablestreams.domain.stream.HuffmanCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Answer through Helidon's response. */
final class HelidonResponse implements Response {

  /**
   * What an answer takes that waits for the window of its client, as measured: the thread and the
   * stream in Helidon, a copy of a piece, the fields of the request.
   */
  private static final int IN_FLIGHT = 40 << 10;

  private final HelidonExchange exchange;
  private final ServerResponse response;

  HelidonResponse(HelidonExchange exchange, ServerResponse response) {
    this.exchange = exchange;
    this.response = response;
    ResponseDefaults defaults = exchange.defaults();
    response.headers().set(defaults.date().header());
    CorsFields cors = defaults.cors();
    add(cors.answer(cors.dependOnOrigin() ? exchange.fields().joined(Fields.ORIGIN) : ""));
  }

  @Override
  public Response add(FixedFields fields) {
    for (Header header : fields.headers()) {
      response.headers().add(header);
    }
    return this;
  }

  /** Leaves a value out that cannot be sent: what was asked for may have been done by now. */
  @Override
  public Response add(FieldName name, String value) {
    if (!exchange.isHttp2() || !HuffmanCode.isLongerThanText(value)) {
      response.headers().add(HeaderValues.create(name.lookup(), value));
    }
    return this;
  }

  private void endHead() {
    if (exchange.showsTimings()) {
      add(Fields.SERVER_TIMING, ServerTiming.of(exchange.timings()));
    }
  }

  @Override
  public void send() {
    endHead();
    if (exchange.isHttp2() && hasNoLength()) {
      response.beforeSend(() -> response.headers().remove(Fields.CONTENT_LENGTH.lookup()));
    }
    response.send();
  }

  /** Whether Helidon's length, which is 0, would be one of a body that is not sent. */
  private boolean hasNoLength() {
    int code = response.status().code();
    return code == 204 || code == 304 || exchange.head().isHead();
  }

  @Override
  public void send(Body body) {
    if (exchange.head().isHead()) {
      send();
      return;
    }
    Lease lease = exchange.defaults().memory().tryTake(Share.RESPONSES, IN_FLIGHT);
    if (lease == null) {
      sendWithoutBody();
      return;
    }
    try (lease) {
      add(Fields.CONTENT_LENGTH, body.length());
      endHead();
      sendBody(body, response.outputStream());
    }
  }

  private void sendBody(Body body, OutputStream out) {
    try {
      body.writeTo(
          (bytes, from, count) -> exchange.write(() -> writePieces(out, bytes, from, count)));
    } catch (IOException e) {
      throw new CloseConnectionException("the answer broke off", e);
    }
    exchange.commit();
  }

  /** A head needs no window of the client, so it never waits. */
  private void sendWithoutBody() {
    if (response.status().family() == Status.Family.SUCCESSFUL) {
      response.status(Status.SERVICE_UNAVAILABLE_503);
      response.headers().clear();
      add(Fields.NO_STORE);
      add(Fields.RETRY_AFTER, "1");
    } else {
      response.headers().remove(Fields.CONTENT_TYPE.lookup());
    }
    send();
  }

  @Override
  public LiveOutput live() {
    endHead();
    return new FrameOutput(response.outputStream());
  }

  /** Helidon copies what it cannot send yet, so it gets no more than a piece at a time. */
  private void writePieces(OutputStream out, byte[] bytes, int from, int count) throws IOException {
    exchange.sent(count);
    for (int at = from; at < from + count; at += HelidonExchange.PIECE) {
      out.write(bytes, at, Math.min(HelidonExchange.PIECE, from + count - at));
    }
  }

  /** Each flush becomes one write of what was appended since the last. */
  private final class FrameOutput implements LiveOutput {
    private final OutputStream out;
    private byte[] waiting = BufferData.EMPTY_BYTES;
    private int count;
    private int most = HelidonExchange.PIECE;

    FrameOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void gather(int bytes) {
      most = bytes;
    }

    @Override
    public boolean writesWith(int length) {
      return count + length > most;
    }

    @Override
    public void append(byte[] bytes, int from, int length) {
      if (writesWith(length)) {
        flush();
        if (length > most) {
          exchange.write(() -> writePieces(out, bytes, from, length));
          return;
        }
      }
      if (waiting.length - count < length) {
        waiting = Arrays.copyOf(waiting, Math.max(count + length, Math.min(2 * count, most)));
      }
      System.arraycopy(bytes, from, waiting, count, length);
      count += length;
    }

    @Override
    public void flush() {
      exchange.write(() -> {
        writePieces(out, waiting, 0, count);
        out.flush();
      });
      count = 0;
      waiting = BufferData.EMPTY_BYTES;
    }

    @Override
    public void end() {
      if (count > 0) {
        flush();
      }
      exchange.commit();
    }
  }
}
