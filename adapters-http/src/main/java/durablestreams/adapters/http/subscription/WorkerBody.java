package durablestreams.adapters.http.subscription;

import durablestreams.application.subscription.lease.WorkerRequest;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of the requests of workers. */
final class WorkerBody {

  private static final int MAX_WORKER_BYTES = 256;

  private @Nullable String wakeId;
  private @Nullable Long generation;
  private @Nullable String worker;
  private @Nullable String stream;
  private @Nullable String offset;
  private final List<WorkerRequest.Ack> acks = new ArrayList<>();
  private boolean done;

  private WorkerBody() {}

  /**
   * The name of the worker that claims.
   *
   * @throws ControlProblem when there is none
   */
  static String worker(byte[] body) {
    WorkerBody read = new WorkerBody();
    ControlReader.read(body, json -> name -> read.claimMember(json, name));
    String worker = read.worker;
    if (worker == null
        || worker.isEmpty()
        || worker.getBytes(StandardCharsets.UTF_8).length > MAX_WORKER_BYTES) {
      throw ControlProblem.invalid("worker must have 1 to " + MAX_WORKER_BYTES + " bytes");
    }
    return worker;
  }

  private void claimMember(ControlReader json, String name) throws IOException {
    if (name.equals("worker")) {
      worker = json.text("worker");
    } else {
      json.skip();
    }
  }

  /**
   * The callback, acknowledgement or release in the body.
   *
   * @param token of the header {@code Authorization}; empty if there is none
   * @throws ControlProblem when it is none
   */
  static WorkerRequest request(SubscriptionId id, String token, byte[] body) {
    WorkerBody read = new WorkerBody();
    ControlReader.read(body, json -> name -> read.member(json, name));
    if (read.wakeId == null || read.generation == null) {
      throw ControlProblem.invalid("the body needs wake_id and generation");
    }
    return new WorkerRequest(
        id, token, new WakeRef(read.generation, read.wakeId), read.acks, read.done);
  }

  private void member(ControlReader json, String name) throws IOException {
    switch (name) {
      case "wake_id" -> wakeId = json.text("wake_id");
      case "generation" -> generation = json.number("generation");
      case "acks" ->
          json.array(
              "acks",
              SubscriptionLimits.LINKS_EACH,
              item -> {
                stream = null;
                offset = null;
                json.object("each of acks", member -> ackMember(json, member));
                acks.add(ack());
              });
      case "done" -> done = json.flag("done");
      default -> json.skip();
    }
  }

  private void ackMember(ControlReader json, String name) throws IOException {
    switch (name) {
      case "stream", "path" -> stream = json.text("the stream of each ack");
      case "offset" -> offset = json.text("the offset of each ack");
      default -> json.skip();
    }
  }

  private WorkerRequest.Ack ack() {
    if (stream == null || offset == null) {
      throw ControlProblem.invalid("each of acks needs a stream and an offset");
    }
    StreamPath path = SubscriptionBody.path(stream);
    if (!Offset.isToken(offset)) {
      throw new ControlProblem(
          ControlCode.INVALID_OFFSET,
          "the offset of an ack is a tail_offset or a Stream-Next-Offset, as it was given");
    }
    return new WorkerRequest.Ack(path, Offset.parse(offset));
  }
}
