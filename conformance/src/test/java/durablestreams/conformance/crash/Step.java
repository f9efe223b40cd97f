package durablestreams.conformance.crash;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One change a client asks for. A crash before the reply leaves it in doubt; then the restarted
 * server is asked once, and what it says must hold from there on.
 */
sealed interface Step {

  WireRequest request();

  /** The status of success. */
  int success();

  /** Takes the change into what is known; {@code tail} is the tail afterwards, if it was told. */
  void happened(Optional<String> tail);

  /** Asks a restarted server whether the change took effect. */
  boolean isVisible(WireConnection connection) throws IOException;

  /** The creation of a stream or fork. */
  record Creation(KnownStream made, WireRequest request, List<String> body, Client client)
      implements Step {
    @Override
    public int success() {
      return 201;
    }

    @Override
    public void happened(Optional<String> tail) {
      made.created();
      made.add(body);
      tail.ifPresent(made::tailIs);
      client.owns(made);
    }

    @Override
    public boolean isVisible(WireConnection connection) throws IOException {
      HttpReply head = made.stream().request("HEAD").sendOn(connection);
      if (head.status() == 404) {
        return false;
      }
      head.expect(200);
      return true;
    }
  }

  /** An append, maybe a producer's, maybe one that closes. */
  record Append(
      KnownStream to,
      WireRequest request,
      List<String> messages,
      Optional<String> producer,
      long seq,
      boolean closing)
      implements Step {
    @Override
    public int success() {
      return producer.isPresent() ? 200 : 204;
    }

    @Override
    public void happened(Optional<String> tail) {
      to.add(messages);
      tail.ifPresent(to::tailIs);
      producer.ifPresent(id -> to.accepted(id, seq));
      if (closing) {
        to.close();
      }
    }

    @Override
    public boolean isVisible(WireConnection connection) throws IOException {
      String before = to.tail().orElseThrow();
      HttpReply head = to.stream().request("HEAD").sendOn(connection).expect(200);
      return !head.nextOffset().equals(before);
    }
  }

  /** A close without a body. */
  record Closing(KnownStream closed, WireRequest request) implements Step {
    @Override
    public int success() {
      return 204;
    }

    @Override
    public void happened(Optional<String> tail) {
      closed.close();
    }

    @Override
    public boolean isVisible(WireConnection connection) throws IOException {
      return closed.stream()
          .request("HEAD")
          .sendOn(connection)
          .expect(200)
          .header("Stream-Closed")
          .equals(Optional.of("true"));
    }
  }

  /** A deletion. */
  record Deletion(KnownStream dead, WireRequest request) implements Step {
    @Override
    public int success() {
      return 204;
    }

    @Override
    public void happened(Optional<String> tail) {
      dead.delete();
    }

    @Override
    public boolean isVisible(WireConnection connection) throws IOException {
      return dead.stream().request("HEAD").sendOn(connection).status() != 200;
    }
  }
}
