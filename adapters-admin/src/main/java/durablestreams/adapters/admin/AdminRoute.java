package durablestreams.adapters.admin;

import java.util.Set;

/**
 * Route of the admin listener: the answer to requests for one path.
 *
 * @param path the whole path, or what it begins with if it ends in a slash
 * @param methods GET stands for HEAD too
 * @param sentence what it is for, in the list of all
 */
public record AdminRoute(
    String path, Set<String> methods, boolean open, String sentence, Handler handler) {

  /** Answers calls; it may block. */
  @FunctionalInterface
  public interface Handler {
    AdminResponse answer(AdminRequest request);
  }

  /** Reads something. */
  public static AdminRoute get(String path, String sentence, Handler handler) {
    return new AdminRoute(path, Set.of("GET"), false, sentence, handler);
  }

  /** Changes something. */
  public static AdminRoute post(String path, String sentence, Handler handler) {
    return new AdminRoute(path, Set.of("POST"), false, sentence, handler);
  }

  /** Sets something. */
  public static AdminRoute put(String path, String sentence, Handler handler) {
    return new AdminRoute(path, Set.of("PUT"), false, sentence, handler);
  }

  /** Deletes something. */
  public static AdminRoute delete(String path, String sentence, Handler handler) {
    return new AdminRoute(path, Set.of("DELETE"), false, sentence, handler);
  }

  /** A probe, for which no token is needed. */
  static AdminRoute probe(String path, String sentence, Handler handler) {
    return new AdminRoute(path, Set.of("GET"), true, sentence, handler);
  }

  boolean matches(String asked) {
    return path.endsWith("/") && path.length() > 1
        ? asked.startsWith(path) && asked.length() > path.length()
        : asked.equals(path);
  }
}
