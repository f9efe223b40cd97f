package durablestreams.conformance.crash;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One connection's owner, who changes streams of its own and knows what each of them must hold. No
 * other client touches them, so that after a crash only the change in flight is in doubt.
 */
public final class Client {
  private final StreamServer server;
  private final String name;
  private final List<KnownStream> streams = new ArrayList<>();
  private Optional<WireConnection> connection = Optional.empty();
  private Optional<Step> doubt = Optional.empty();
  private int changes;
  private int creations;

  public Client(StreamServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** What clients do until they are done or the server is gone. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /** Does the work on a connection of its own; false when the server went away in the middle. */
  public boolean outlives(Work work) throws IOException {
    try (WireConnection open = server.connect()) {
      connection = Optional.of(open);
      work.run();
      return true;
    } catch (WireException | SocketException e) {
      return false;
    } finally {
      connection = Optional.empty();
    }
  }

  List<KnownStream> streams() {
    return streams;
  }

  /** Streams that can be read. */
  List<KnownStream> alive() {
    return streams.stream().filter(known -> !known.isDeleted()).toList();
  }

  /** Changes that were acknowledged. */
  public int changes() {
    return changes;
  }

  /** Streams and forks that came to be. */
  int creations() {
    return creations;
  }

  String name() {
    return name;
  }

  TestStream named(String stream) {
    return server.stream(name + "/" + stream);
  }

  /** Creates a stream; its name was never used, or its last holder is purged. */
  KnownStream create(String stream, boolean json, List<String> body) throws IOException {
    KnownStream made = KnownStream.root(named(stream), json);
    WireRequest request = made.stream().put(made.contentType());
    perform(new Step.Creation(made, withBody(request, made, body), body, this));
    return made;
  }

  /** Forks at the tail. */
  KnownStream fork(String stream, KnownStream source, List<String> body) throws IOException {
    KnownStream made = KnownStream.fork(named(stream), source, source.content().end());
    perform(new Step.Creation(made, withBody(forkRequest(made, source), made, body), body, this));
    return made;
  }

  /** Forks at an offset that the server gave, and so many units after it. */
  KnownStream fork(String stream, KnownStream source, String offset, int sub, List<String> body)
      throws IOException {
    int position = source.offsets().get(offset) + sub;
    KnownStream made = KnownStream.fork(named(stream), source, position);
    WireRequest request = forkRequest(made, source).header("Stream-Fork-Offset", offset);
    if (sub > 0) {
      request = request.header("Stream-Fork-Sub-Offset", Integer.toString(sub));
    }
    perform(new Step.Creation(made, withBody(request, made, body), body, this));
    return made;
  }

  private static WireRequest forkRequest(KnownStream made, KnownStream source) {
    return made.stream()
        .put(made.contentType())
        .header("Stream-Forked-From", source.stream().path());
  }

  private static WireRequest withBody(WireRequest request, KnownStream to, List<String> messages) {
    if (messages.isEmpty()) {
      return request;
    }
    return request.body(
        to.content().isJson() ? "[" + String.join(",", messages) + "]" : String.join("", messages));
  }

  void append(KnownStream to, List<String> messages) throws IOException {
    append(to, messages, Optional.empty(), false);
  }

  /** Appends as this client's producer. */
  void produce(KnownStream to, List<String> messages) throws IOException {
    append(to, messages, Optional.of(name), false);
  }

  void append(KnownStream to, List<String> messages, Optional<String> producer, boolean closing)
      throws IOException {
    WireRequest request = withBody(to.stream().post().type(to.contentType()), to, messages);
    long seq = producer.map(to::nextSeq).orElse(-1L);
    if (producer.isPresent()) {
      request = request.producer(producer.get(), 0, seq);
    }
    if (closing) {
      request = request.closing();
    }
    perform(new Step.Append(to, request, messages, producer, seq, closing));
  }

  void close(KnownStream stream) throws IOException {
    perform(new Step.Closing(stream, stream.stream().close()));
  }

  void delete(KnownStream stream) throws IOException {
    perform(new Step.Deletion(stream, stream.stream().request("DELETE")));
  }

  /** Sends a request that changes nothing. */
  HttpReply ask(WireRequest request) throws IOException {
    return request.sendOn(connection.orElseThrow());
  }

  private void perform(Step step) throws IOException {
    doubt = Optional.of(step);
    HttpReply reply = ask(step.request()).expect(step.success());
    doubt = Optional.empty();
    step.happened(reply.header("Stream-Next-Offset"));
    changes++;
  }

  /** A creation took effect; a purged stream of the same name is forgotten. */
  void owns(KnownStream made) {
    streams.removeIf(earlier -> earlier.stream().equals(made.stream()));
    streams.add(made);
    creations++;
  }

  /**
   * After a restart: finds out whether the change in flight took effect.
   *
   * @return empty when none was in flight
   */
  public Optional<Boolean> settle() throws IOException {
    if (doubt.isEmpty()) {
      return Optional.empty();
    }
    Step step = doubt.get();
    try (WireConnection open = server.connect()) {
      boolean visible = step.isVisible(open);
      doubt = Optional.empty();
      if (visible) {
        // The offset afterwards becomes known when the stream is checked.
        step.happened(Optional.empty());
      }
      return Optional.of(visible);
    }
  }

  /** Holds every stream against what is known of it. */
  public void check() throws IOException {
    try (WireConnection open = server.connect()) {
      for (KnownStream known : streams) {
        new StreamCheck(known, open).run();
      }
    }
  }
}
