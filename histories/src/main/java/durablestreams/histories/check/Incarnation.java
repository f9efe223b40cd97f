package durablestreams.histories.check;

import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Life of a stream from its creation to its end, with the times between which both happened. */
final class Incarnation {
  private final int number;
  private final Operation creation;
  private final long beginsAfter;
  private long existsFrom = Reply.NEVER;
  private long endsAfter = Reply.NEVER;
  private long goneFrom = Reply.NEVER;
  private @Nullable Operation successor;
  private final List<Operation> operations = new ArrayList<>();

  Incarnation(int number, Operation creation) {
    this.number = number;
    this.creation = creation;
    this.beginsAfter = creation.start();
  }

  /** It is there from this time on at the latest. */
  void exists(long from) {
    existsFrom = Math.min(existsFrom, from);
  }

  /** It may end from this time on. */
  void mayEnd(long from) {
    endsAfter = Math.min(endsAfter, from);
  }

  /** It has ended at this time at the latest. */
  void gone(long from) {
    goneFrom = Math.min(goneFrom, from);
  }

  /** It was gone when its name was created anew. */
  void succeededBy(Operation creationOfNext) {
    successor = creationOfNext;
    gone(creationOfNext.end());
  }

  @Nullable Operation successor() {
    return successor;
  }

  int number() {
    return number;
  }

  Operation creation() {
    return creation;
  }

  String stream() {
    return creation.call().stream();
  }

  long ttl() {
    return creation.call().ttl();
  }

  long beginsAfter() {
    return beginsAfter;
  }

  boolean isGone() {
    return goneFrom != Reply.NEVER;
  }

  long goneFrom() {
    return goneFrom;
  }

  /** When a deletion may have ended it, or never. */
  long endsAfter() {
    return endsAfter;
  }

  boolean mayHaveEnded() {
    return endsAfter != Reply.NEVER || ttl() > 0;
  }

  /** Whether it was there, beyond doubt, during all of the operation. */
  boolean isThereDuring(Operation operation) {
    return existsFrom < operation.start() && endsAfter > operation.end() && ttl() == 0;
  }

  /** Operations that met this incarnation and no other, in the order of their starts. */
  List<Operation> operations() {
    return operations;
  }
}
