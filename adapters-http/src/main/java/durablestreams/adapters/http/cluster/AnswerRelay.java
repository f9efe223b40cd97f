package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.PeerAnswer;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.ByteSink;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.LiveOutput;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;

/** Relay of the leader's answer to the client, through one buffer that the caller leases. */
final class AnswerRelay {

  private static final int PIECE = ForwardedBody.PIECE;

  private final Exchange exchange;

  AnswerRelay(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Sends the answer on.
   *
   * @throws CloseConnectionException when it breaks off, on either side
   */
  void relay(PeerAnswer answer) {
    if (answer.isEnded()) {
      respond(answer).send();
      return;
    }
    byte[] piece = new byte[PIECE];
    if (answer.length() >= 0) {
      respond(answer).send(body(answer, piece));
    } else {
      live(answer, respond(answer).live(), piece);
    }
  }

  private Response respond(PeerAnswer answer) {
    Response response = exchange.respond(Status.create(answer.status()));
    String connection = answer.value(Fields.CONNECTION.toString());
    for (PeerAnswer.Field field : answer.fields()) {
      if (ClusterFields.returns(field.name(), field.value(), connection)) {
        response.add(FieldName.of(field.name()), field.value());
      }
    }
    return response;
  }

  private void live(PeerAnswer answer, LiveOutput out, byte[] piece) {
    out.flush();
    for (int count = read(answer, piece); count >= 0; count = read(answer, piece)) {
      out.append(piece, 0, count);
      out.flush();
    }
    out.end();
  }

  private Body body(PeerAnswer answer, byte[] piece) {
    long length = answer.length();
    return new Body() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public int pieceBytes() {
        return PIECE;
      }

      @Override
      public void writeTo(ByteSink sink) throws IOException {
        for (int count = read(answer, piece); count >= 0; count = read(answer, piece)) {
          sink.write(piece, 0, count);
        }
      }
    };
  }

  private int read(PeerAnswer answer, byte[] piece) {
    LiveWait wait = exchange.liveWait();
    wait.begin();
    try {
      return answer.read(piece);
    } catch (IOException e) {
      throw new CloseConnectionException("the answer of the leader broke off", e);
    } finally {
      wait.end();
    }
  }
}
