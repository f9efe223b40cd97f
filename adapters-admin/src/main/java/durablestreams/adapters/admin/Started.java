package durablestreams.adapters.admin;

import durablestreams.application.OverloadedException;
import durablestreams.application.UnavailableException;
import durablestreams.application.memory.InsufficientMemoryException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls of what is there once the server has started. */
final class Started {

  private Started() {}

  static <T> Page call(Supplier<Optional<T>> part, Function<T, Page> answer) {
    Optional<T> started = part.get();
    if (started.isEmpty()) {
      return Page.error(503, "unavailable", "the server starts: try again later");
    }
    try {
      return answer.apply(started.get());
    } catch (OverloadedException | InsufficientMemoryException | UnavailableException e) {
      return Page.error(503, "unavailable", String.valueOf(e.getMessage()));
    }
  }
}
