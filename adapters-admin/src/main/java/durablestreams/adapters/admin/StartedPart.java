package durablestreams.adapters.admin;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Part of the server that is there once it has started. */
final class StartedPart {

  private StartedPart() {}

  static <T> AdminResponse call(Supplier<Optional<T>> part, Function<T, AdminResponse> answer) {
    return part.get()
        .map(answer)
        .orElseGet(
            () -> AdminResponse.error(503, "unavailable", "the server starts: try again later"));
  }
}
