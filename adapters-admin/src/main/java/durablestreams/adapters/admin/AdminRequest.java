package durablestreams.adapters.admin;

import durablestreams.domain.stream.StreamPath;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Request to the admin listener.
 *
 * @param path as it was sent, without the query
 * @param client address of the peer
 * @param rawQuery as it was sent, without the question mark; empty if absent
 * @param query the first value of a parameter, or {@code null}
 * @param field the first value of a header field, or {@code null}
 * @param body the whole body
 */
public record AdminRequest(
    String method,
    String path,
    String client,
    String rawQuery,
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

  /** Whether it may change something. */
  boolean changes() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /** What the path holds after {@code root}. */
  String after(String root) {
    return path.substring(root.length());
  }

  /**
   * The stream that the path names after {@code root}.
   *
   * @throws AdminProblem when that is no name of a stream
   */
  StreamPath stream(String root) {
    try {
      return StreamPath.decode(after(root));
    } catch (IllegalArgumentException e) {
      throw new AdminProblem(400, "bad_path", String.valueOf(e.getMessage()));
    }
  }

  /**
   * A parameter that is a number.
   *
   * @param otherwise its value where it is not given
   * @throws AdminProblem when it is no number from {@code least} to {@code most}
   */
  int number(String name, int otherwise, int least, int most) {
    String text = parameter(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw badQuery(
          "%s must be a number from %d to %d, not `%s`".formatted(name, least, most, text));
    }
    return Integer.parseInt(text);
  }

  /**
   * A parameter that holds an id from an earlier answer.
   *
   * @param source where the id is found
   * @return 0 where it is not given
   * @throws AdminProblem when it is no number
   */
  long id(String name, String source) {
    String text = parameter(name);
    if (text == null) {
      return 0;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw badQuery("%s must be %s, not `%s`".formatted(name, source, text));
    }
    return Long.parseLong(text);
  }

  /** Problem of a parameter that is not allowed. */
  static AdminProblem badQuery(String sentence) {
    return new AdminProblem(400, "bad_query", sentence);
  }
}
