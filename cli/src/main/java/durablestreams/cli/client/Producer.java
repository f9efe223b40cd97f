package durablestreams.cli.client;

/** Idempotent producer: its appends can be repeated, and take effect once. */
public final class Producer {
  private final String id;
  private final long epoch;
  private long sequence;

  public Producer(String id, long epoch, long sequence) {
    this.id = id;
    this.epoch = epoch;
    this.sequence = sequence;
  }

  /** The request with the producer's next sequence number. */
  Call on(Call call) {
    return call.header("Producer-Id", id)
        .header("Producer-Epoch", Long.toString(epoch))
        .header("Producer-Seq", Long.toString(sequence));
  }

  /** The request was answered. */
  void advance() {
    sequence++;
  }
}
