package durablestreams.histories.history;

/** A request and what became of it. */
public record Operation(Call call, Reply reply) {

  public boolean isOk() {
    return reply.outcome() == Outcome.OK;
  }

  public boolean isUnknown() {
    return reply.outcome() == Outcome.UNKNOWN;
  }

  /** Whether the server said that there is no such stream. */
  public boolean isAbsent() {
    return reply.outcome() == Outcome.FAIL && (reply.status() == 404 || reply.status() == 410);
  }

  /** When it was sent. */
  public long start() {
    return call.start();
  }

  /** When the answer arrived. */
  public long end() {
    return reply.end();
  }

  /** Its line in a recorded history. */
  @Override
  public String toString() {
    return OperationText.of(this);
  }
}
