package durablestreams.bootstrap.log;

import durablestreams.adapters.admin.AdminRequest;
import durablestreams.adapters.admin.AdminResponse;
import durablestreams.adapters.admin.AdminRoute;
import durablestreams.application.json.JsonWriter;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The log level in the admin API; a reload that changes {@code LOG_LEVEL} sets it again. */
public final class LogLevelApi {

  private static final String PATH = "/admin/log-level";

  private LogLevelApi() {}

  public static List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(PATH, "the log level", request -> page(Logging.level())),
        AdminRoute.put(PATH, "sets it until the next start: ?level=debug", LogLevelApi::set));
  }

  private static AdminResponse set(AdminRequest request) {
    String asked = request.parameter("level");
    Optional<LogLevel> level =
        Optional.ofNullable(asked).flatMap(ServerCatalog.LOG_LEVEL.kind()::parse);
    if (level.isEmpty()) {
      return AdminResponse.error(
          400,
          "bad_query",
          "level must be " + ServerCatalog.LOG_LEVEL.kind().allowed() + ", not `" + asked + "`");
    }
    Logging.level(level.get());
    return page(level.get());
  }

  private static AdminResponse page(LogLevel level) {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("level", level.name().toLowerCase(Locale.ROOT));
    return AdminResponse.json(200, json.endObject() + "\n");
  }
}
