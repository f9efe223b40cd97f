package durablestreams.adapters.admin;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param path as it was sent, without the query
 * @param query the first value of a parameter, or {@code null}
 * @param field the first value of a header field, or {@code null}
 * @param body the whole body
 */
public record Call(
    String method,
    String path,
    Function<String, @Nullable String> query,
    Function<String, @Nullable String> field,
    byte[] body) {

  /** A parameter of the query. */
  public @Nullable String parameter(String name) {
    return query.apply(name);
  }

  /** A header field. */
  public @Nullable String header(String name) {
    return field.apply(name);
  }
}
