package durablestreams.histories.check;

import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Incarnations of one stream name, from its creations and deletions. They come one after the other:
 * no two of them overlap, and one with an unknown outcome is repeated until it is known.
 */
final class Lives {
  private final String stream;
  private final Findings findings;
  private final List<Incarnation> incarnations = new ArrayList<>();
  private @Nullable Operation pendingCreation;
  private @Nullable Operation previous;

  Lives(String stream, Findings findings) {
    this.stream = stream;
    this.findings = findings;
  }

  List<Incarnation> incarnations() {
    return incarnations;
  }

  /** Adds the next creation or deletion, in the order of their starts. */
  void add(Operation operation) {
    if (previous != null && !previous.isUnknown() && previous.end() > operation.start()) {
      findings.add(
          Rule.WELL_FORMED, stream, "a creation or deletion overlaps another", previous, operation);
    }
    previous = operation;
    if (operation.call().kind() == Kind.CREATE) {
      create(operation);
    } else {
      delete(operation);
    }
  }

  /** A creation that was never settled may have made a stream. */
  void end() {
    if (pendingCreation != null && live() == null) {
      begin(pendingCreation);
    }
  }

  private @Nullable Incarnation live() {
    return incarnations.isEmpty() || incarnations.getLast().isGone()
        ? null
        : incarnations.getLast();
  }

  private Incarnation begin(Operation creation) {
    var begun = new Incarnation(incarnations.size(), creation);
    incarnations.add(begun);
    pendingCreation = null;
    return begun;
  }

  private void create(Operation operation) {
    Incarnation live = live();
    if (operation.isUnknown()) {
      if (pendingCreation == null) {
        pendingCreation = operation;
      }
    } else if (operation.isOk() && operation.reply().status() == 201) {
      if (live != null) {
        if (!live.mayHaveEnded()) {
          findings.add(
              Rule.STREAMS_STAY,
              stream,
              "was created anew, though nothing had ended it",
              live.creation(),
              operation);
        }
        live.succeededBy(operation);
      }
      begin(operation).exists(operation.end());
    } else if (operation.isOk()) {
      createdBefore(operation, live);
    }
  }

  /** The server says that it had the stream already. */
  private void createdBefore(Operation operation, @Nullable Incarnation live) {
    if (pendingCreation != null && (live == null || live.mayHaveEnded())) {
      if (live != null) {
        live.gone(operation.end());
      }
      begin(pendingCreation).exists(operation.end());
    } else if (live == null) {
      findings.add(
          Rule.DELETED_STAYS_DELETED,
          stream,
          "is there, though it was not created since it ended",
          operation);
      begin(operation).exists(operation.end());
    }
  }

  private void delete(Operation operation) {
    Incarnation live = live();
    if (live == null && pendingCreation != null) {
      live = begin(pendingCreation);
    }
    if (live == null) {
      if (operation.isOk()) {
        findings.add(
            Rule.DELETED_STAYS_DELETED, stream, "was deleted, though it was not there", operation);
      }
      return;
    }
    if (operation.isOk()) {
      live.mayEnd(operation.start());
      live.gone(operation.end());
    } else if (operation.isUnknown()) {
      live.mayEnd(operation.start());
    } else if (operation.isAbsent()) {
      if (live.isThereDuring(operation)) {
        findings.add(
            Rule.STREAMS_STAY,
            stream,
            "is not there, though nothing had ended it",
            live.creation(),
            operation);
      }
      live.mayEnd(operation.start());
      live.gone(operation.end());
    }
  }

  /** The number of the first incarnation that was not gone when the operation began. */
  int lowest(Operation operation) {
    int low = 0;
    int high = incarnations.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (incarnations.get(middle).goneFrom() > operation.start()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The number of the last incarnation that had perhaps begun when the operation ended, or -1. */
  int highest(Operation operation) {
    int low = 0;
    int high = incarnations.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (incarnations.get(middle).beginsAfter() < operation.end()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The only incarnation that the operation can have met, or null where there are several. */
  @Nullable Incarnation only(Operation operation) {
    int low = lowest(operation);
    return low == highest(operation) ? incarnations.get(low) : null;
  }

  /** Whether the operation can have met none. */
  boolean none(Operation operation) {
    return lowest(operation) > highest(operation);
  }

  boolean isThereDuring(Operation operation) {
    int low = lowest(operation);
    return low < incarnations.size()
        && operation.end() != Reply.NEVER
        && incarnations.get(low).isThereDuring(operation);
  }
}
