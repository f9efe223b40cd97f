package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.connection.DirectOutput;
import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.FixedFields;
import durablestreams.adapters.http.headers.HeadBuffer;
import durablestreams.adapters.http.headers.ServerTiming;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A response over HTTP/1.1: one buffer that begins with the status line. */
final class Http1Response implements Response {

  private static final FixedFields CLOSE = FixedFields.of("Connection", "close");
  private static final FixedFields NO_BODY = FixedFields.of("Content-Length", "0");
  private static final FixedFields CHUNKED = FixedFields.of("Transfer-Encoding", "chunked");

  /** The most that one write hands to the socket, so that slow progress is still progress. */
  private static final int PIECE = 128 << 10;

  private final WatchedConnection connection;
  private final Exchange exchange;
  private final int status;
  private final HeadBuffer head = new HeadBuffer(1_024);

  Http1Response(WatchedConnection connection, Exchange exchange, Status status, boolean closes) {
    this.connection = connection;
    this.exchange = exchange;
    this.status = status.code();
    head.add(StatusLines.of(status));
    head.add(exchange.defaults().date().line());
    CorsFields cors = exchange.defaults().cors();
    head.add(cors.answer(cors.dependOnOrigin() ? exchange.fields().joined(Fields.ORIGIN) : ""));
    if (closes) {
      head.add(CLOSE);
    }
  }

  @Override
  public Response add(FixedFields fields) {
    head.add(fields);
    return this;
  }

  @Override
  public Response add(FieldName name, String value) {
    head.add(name, value);
    return this;
  }

  private void endHead() {
    if (exchange.showsTimings()) {
      head.add(Fields.SERVER_TIMING, ServerTiming.of(exchange.timings()));
    }
    head.endHead();
  }

  @Override
  public void send() {
    if (status != 204 && status != 304 && !exchange.head().isHead()) {
      head.add(NO_BODY);
    }
    endHead();
    write(head.array(), 0, head.length());
  }

  /** Of a body that breaks off, the head goes out and what there was of it, so the client knows. */
  @Override
  public void send(Body body) {
    if (exchange.head().isHead()) {
      send();
      return;
    }
    long length = body.length();
    head.add(Fields.CONTENT_LENGTH, length);
    endHead();
    try {
      int piece = body.pieceBytes();
      if (length <= piece) {
        head.ensure((int) length);
        writeSmall(body);
      } else {
        writeLarge(body, piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeSmall(Body body) throws IOException {
    try {
      body.writeTo(head::add);
    } finally {
      write(head.array(), 0, head.length());
    }
  }

  private void writeLarge(Body body, int piece) throws IOException {
    try (DirectOutput direct = connection.directOutput()) {
      if (direct != null) {
        ByteSink counted = new Counted(exchange, direct);
        try {
          counted.write(head.array(), 0, head.length());
          body.writeTo(counted);
        } finally {
          direct.flush();
        }
        return;
      }
    }
    LargeWrites writes = new LargeWrites(this::write, piece);
    try {
      writes.write(head.array(), 0, head.length());
      body.writeTo(writes);
    } finally {
      writes.flush();
    }
  }

  /** Counts what goes out without a copy in the heap. */
  private record Counted(Exchange exchange, DirectOutput direct) implements ByteSink {

    @Override
    public void write(byte[] bytes, int from, int count) {
      exchange.sent(count);
      direct.write(bytes, from, count);
    }

    @Override
    public void write(ByteBuffer buffer) {
      exchange.sent(buffer.remaining());
      direct.write(buffer);
    }
  }

  @Override
  public LiveOutput live() {
    boolean chunked = exchange.head().minor() > 0;
    if (chunked) {
      head.add(CHUNKED);
    }
    endHead();
    return new ChunkedOutput(this, head, chunked);
  }

  WatchedConnection connection() {
    return connection;
  }

  void sent(int count) {
    exchange.sent(count);
  }

  void write(byte[] bytes, int from, int count) {
    exchange.sent(count);
    for (int at = from; at < from + count; at += PIECE) {
      connection.writeNow(BufferData.createReadOnly(bytes, at, Math.min(PIECE, from + count - at)));
    }
  }
}
