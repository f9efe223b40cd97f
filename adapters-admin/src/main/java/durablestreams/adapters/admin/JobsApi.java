package durablestreams.adapters.admin;

import durablestreams.application.job.JobKind;
import durablestreams.application.job.JobStatus;
import durablestreams.application.job.Jobs;
import durablestreams.application.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The admin API of jobs: it starts, watches and cancels them. */
public final class JobsApi {

  private static final String PATH = "/admin/jobs";
  private static final String ROOT = PATH + "/";
  private static final String KINDS =
      Arrays.stream(JobKind.values()).map(JobKind::label).collect(Collectors.joining(", "));

  private JobsApi() {}

  /**
   * @param jobs empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Jobs>> jobs) {
    return List.of(
        AdminRoute.get(
            PATH,
            "jobs that run, and the latest that have ended",
            request -> StartedPart.call(jobs, JobsApi::list)),
        AdminRoute.get(
            ROOT,
            "one job: /admin/jobs/{id}",
            request -> StartedPart.call(jobs, found -> withId(request, found, JobsApi::page))),
        AdminRoute.post(
            ROOT,
            "starts a job: " + KINDS,
            request -> StartedPart.call(jobs, found -> start(found, request))),
        AdminRoute.delete(
            ROOT,
            "cancels a job: /admin/jobs/{id}",
            request ->
                StartedPart.call(
                    jobs, found -> withId(request, found, job -> cancel(found, job)))));
  }

  private static AdminResponse list(Jobs jobs) {
    JsonWriter json = new JsonWriter(1_024).beginObject();
    json.name("kinds").beginArray();
    for (JobKind kind : JobKind.values()) {
      json.beginObject().member("kind", kind.label());
      json.member("available", jobs.offers(kind));
      json.member("reason", jobs.offers(kind) ? "" : reason(kind)).endObject();
    }
    json.endArray().name("jobs").beginArray();
    jobs.list().forEach(job -> json(json, job));
    return AdminResponse.json(200, json.endArray().endObject() + "\n");
  }

  private static AdminResponse start(Jobs jobs, AdminRequest request) {
    Optional<JobKind> kind = JobKind.parse(request.path().substring(ROOT.length()));
    if (kind.isEmpty()) {
      return AdminResponse.error(404, "job_not_found", "the kinds of jobs are " + KINDS);
    }
    if (!jobs.offers(kind.get())) {
      return AdminResponse.error(503, "unavailable", reason(kind.get()));
    }
    return jobs.start(kind.get())
        .map(job -> page(202, job))
        .orElseGet(() ->
            AdminResponse.error(
                409,
                "conflict",
                "a job of this kind runs: GET " + PATH + " shows it, DELETE cancels it"));
  }

  private static String reason(JobKind kind) {
    return switch (kind) {
      case BACKUP ->
          "there are no backups: the store does not outlive the server, or there is neither an"
              + " archive nor BACKUP_TARGET";
      case COMPACTION, VERIFICATION -> "this server has no archive";
      case HOUSEKEEPING -> "the server starts: try again later";
    };
  }

  private static AdminResponse cancel(Jobs jobs, JobStatus job) {
    return jobs.cancel(job.id())
        ? page(202, job)
        : AdminResponse.error(409, "conflict", "this job has ended");
  }

  private static AdminResponse withId(
      AdminRequest request, Jobs jobs, Function<JobStatus, AdminResponse> answer) {
    return Optional.of(request.path().substring(ROOT.length()))
        .filter(id -> id.matches("[0-9]{1,18}"))
        .flatMap(id -> jobs.find(Long.parseLong(id)))
        .map(answer)
        .orElseGet(() ->
            AdminResponse.error(
                404, "job_not_found", "there is no job of this number: GET " + PATH));
  }

  private static AdminResponse page(JobStatus job) {
    return page(200, job);
  }

  private static AdminResponse page(int status, JobStatus job) {
    JsonWriter json = new JsonWriter();
    json(json, job);
    return AdminResponse.json(status, json + "\n");
  }

  private static void json(JsonWriter json, JobStatus job) {
    json.beginObject().member("id", job.id()).member("kind", job.kind().label());
    json.member("state", job.state().name().toLowerCase(Locale.ROOT));
    json.member("started", job.started().toString());
    job.ended().ifPresent(ended -> json.member("ended", ended.toString()));
    json.member("done", job.done()).member("total", job.total()).member("unit", job.unit());
    json.member("result", job.result()).name("problems").beginArray();
    job.problems().forEach(json::value);
    json.endArray().endObject();
  }
}
