package durablestreams.adapters.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of the console. They hold no data, so a browser gets them without a token; what they ask
 * the admin API for needs it.
 */
public final class ConsoleFiles {

  private static final String ROOT = "/console";
  private static final String INDEX = "index.html";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private static final List<String> FILES =
      List.of(
          INDEX,
          "console.css",
          "icon.svg",
          "api.js",
          "charts.js",
          "dialogs.js",
          "dom.js",
          "format.js",
          "jobs.js",
          "main.js",
          "messages.js",
          "overview.js",
          "readers.js",
          "stream.js",
          "streams.js");

  private static final Map<String, String> FIELDS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer");

  private final Map<String, AdminResponse> pages = new TreeMap<>();

  private ConsoleFiles() {
    FILES.forEach(name -> pages.put(name, read(name)));
  }

  public static List<AdminRoute> routes() {
    ConsoleFiles files = new ConsoleFiles();
    return List.of(
        AdminRoute.probe(ROOT, "the console, for browsers", request -> files.page(INDEX)),
        AdminRoute.probe(
            ROOT + "/",
            "its files",
            request -> files.page(request.path().substring(ROOT.length() + 1))));
  }

  private AdminResponse page(String name) {
    AdminResponse page = pages.get(name);
    return page == null
        ? AdminResponse.error(404, "not_found", "the console has no such file")
        : page;
  }

  private static AdminResponse read(String name) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream("console/" + name)) {
      if (in == null) {
        throw new IllegalStateException("console/" + name + " is missing in the jar");
      }
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      return new AdminResponse(200, String.valueOf(type), in.readAllBytes(), FIELDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
