package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.Refusal;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.application.observe.RequestTimings;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** An exchange over HTTP/2, through Helidon's own request and response. */
public final class Http2Exchange extends Exchange {

  private final WatchedConnection connection;
  private final RoutingResponse response;
  private boolean bodyRead;

  public Http2Exchange(
      WatchedConnection connection,
      RoutingRequest request,
      RoutingResponse response,
      ResponseDefaults defaults) {
    super(request, defaults);
    this.connection = connection;
    this.response = response;
  }

  @Override
  public byte[] body() {
    if (bodyRead || !request().content().hasEntity()) {
      return BufferData.EMPTY_BYTES;
    }
    bodyRead = true;
    long declared = request().headers().contentLength().orElse(-1);
    checkLength(declared);
    connection.bodyAwaited();
    try (InputStream in = request().content().inputStream()) {
      byte[] body = in.readNBytes(defaults().maxBodyBytes());
      if (body.length == defaults().maxBodyBytes() && in.read() >= 0) {
        throw tooLarge();
      }
      if (declared >= 0 && declared != body.length) {
        throw new Refusal(ErrorCode.BAD_BODY, "the body is not as long as Content-Length says");
      }
      return body;
    } catch (IOException e) {
      throw new CloseConnectionException("the body broke off", e);
    } finally {
      connection.bodyArrived();
    }
  }

  @Override
  Response begin(Status status) {
    response.status(status);
    return new Http2Response();
  }

  @Override
  public void finish() {}

  private final class Http2Response implements Response {

    Http2Response() {
      CorsFields cors = defaults().cors();
      add(cors.answer(cors.dependOnOrigin() ? fields().joined(Fields.ORIGIN) : ""));
    }

    @Override
    public Response add(FixedFields fields) {
      for (Header header : fields.headers()) {
        response.headers().add(header);
      }
      return this;
    }

    @Override
    public Response add(FieldName name, String value) {
      response.headers().add(HeaderValues.create(name.lookup(), value));
      return this;
    }

    private void endHead() {
      if (timings() != RequestTimings.OFF) {
        add(Fields.SERVER_TIMING, ServerTiming.of(timings()));
      }
    }

    @Override
    public void send() {
      endHead();
      response.send();
    }

    @Override
    public void send(Body body) {
      if (isHead()) {
        send();
        return;
      }
      add(Fields.CONTENT_LENGTH, body.length());
      endHead();
      try (OutputStream out = response.outputStream()) {
        body.writeTo(out::write);
      } catch (IOException e) {
        throw new CloseConnectionException("the client is gone", e);
      }
      response.commit();
    }

    @Override
    public LiveOutput live() {
      endHead();
      return new FrameOutput(response.outputStream());
    }
  }

  /** Each flush becomes one write of what was appended since the last. */
  private final class FrameOutput implements LiveOutput {
    private final OutputStream out;
    private byte[] waiting = BufferData.EMPTY_BYTES;

    FrameOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void append(byte[] bytes) {
      int before = waiting.length;
      waiting = Arrays.copyOf(waiting, before + bytes.length);
      System.arraycopy(bytes, 0, waiting, before, bytes.length);
    }

    @Override
    public void flush() {
      try {
        out.write(waiting);
        out.flush();
        waiting = BufferData.EMPTY_BYTES;
      } catch (IOException e) {
        throw new CloseConnectionException("the client is gone", e);
      }
    }

    @Override
    public void end() {
      if (waiting.length > 0) {
        flush();
      }
      response.commit();
    }
  }
}
