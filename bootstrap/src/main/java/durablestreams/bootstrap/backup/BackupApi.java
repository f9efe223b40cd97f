package durablestreams.bootstrap.backup;

import durablestreams.adapters.admin.AdminResponse;
import durablestreams.adapters.admin.AdminRoute;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.backup.BackupStatus;
import durablestreams.application.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Backups in the admin API: how the latest went, and a new one. */
public final class BackupApi {

  static final String PATH = "/admin/backups";

  private BackupApi() {}

  /**
   * @param schedule empty while the server starts, and where nothing can be backed up
   */
  public static List<AdminRoute> routes(Supplier<Optional<BackupSchedule>> schedule) {
    return List.of(
        AdminRoute.get(
            PATH,
            "the latest backup, and the one that is being made",
            request -> schedule.get().map(BackupApi::status).orElseGet(BackupApi::none)),
        AdminRoute.post(
            PATH,
            "begins a backup",
            request -> schedule.get().map(BackupApi::begin).orElseGet(BackupApi::none)));
  }

  private static AdminResponse status(BackupSchedule schedule) {
    return AdminResponse.json(200, json(new JsonWriter(), schedule.status()) + "\n");
  }

  private static AdminResponse begin(BackupSchedule schedule) {
    return schedule.request()
        ? AdminResponse.json(202, json(new JsonWriter(), schedule.status()) + "\n")
        : AdminResponse.error(409, "conflict", "a backup is being made: GET " + PATH + " shows it");
  }

  private static AdminResponse none() {
    return AdminResponse.error(
        503,
        "unavailable",
        "there are no backups: the server starts, or has no store that outlives it, or neither an"
            + " archive nor BACKUP_TARGET");
  }

  /** The status as an object. */
  public static JsonWriter json(JsonWriter json, BackupStatus status) {
    json.beginObject().member("running", status.running());
    json.member("runningBytes", status.runningBytes());
    json.member("problem", status.problem());
    status
        .last()
        .ifPresent(last -> {
          json.name("last").beginObject().member("id", last.id());
          json.member("begun", last.begun().toString());
          json.member("completed", last.completed().toString());
          json.member("bytes", last.bytes()).member("parts", last.parts()).endObject();
        });
    return json.endObject();
  }
}
