package durablestreams.bootstrap.log;

import durablestreams.adapters.admin.AdminRoute;
import durablestreams.adapters.admin.Call;
import durablestreams.adapters.admin.Page;
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
        AdminRoute.get(PATH, "the log level", call -> page(Logging.level())),
        AdminRoute.put(PATH, "sets it until the next start: ?level=debug", LogLevelApi::set));
  }

  private static Page set(Call call) {
    String asked = call.parameter("level");
    Optional<LogLevel> level =
        Optional.ofNullable(asked).flatMap(ServerCatalog.LOG_LEVEL.kind()::parse);
    if (level.isEmpty()) {
      return Page.error(
          400, "bad_query", "level must be " + ServerCatalog.LOG_LEVEL.kind().allowed());
    }
    Logging.level(level.get());
    return page(level.get());
  }

  private static Page page(LogLevel level) {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("level", level.name().toLowerCase(Locale.ROOT));
    return Page.json(200, json.endObject() + "\n");
  }
}
