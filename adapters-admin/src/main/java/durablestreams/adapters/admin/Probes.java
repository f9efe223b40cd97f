package durablestreams.adapters.admin;

import durablestreams.application.observe.Readiness;
import java.util.List;
import java.util.function.Supplier;

/** Probes of supervisors and load balancers, and what is read by monitoring. */
public final class Probes {

  private static final AdminResponse ALIVE = AdminResponse.text(200, "ok");

  private Probes() {}

  /**
   * @param metrics answers with the current metrics in the format that is asked for
   * @param status makes the status of the server in JSON
   */
  public static List<AdminRoute> routes(
      Readiness readiness, AdminRoute.Handler metrics, Supplier<AdminResponse> status) {
    return List.of(
        AdminRoute.probe("/livez", "\"ok\" while the process runs", request -> ALIVE),
        AdminRoute.probe(
            "/readyz",
            "\"ready\" while requests are served, else 503 and the reason",
            request -> ready(readiness)),
        AdminRoute.get("/metrics", "metrics for Prometheus", metrics),
        AdminRoute.get("/status", "what the server holds, as JSON", request -> status.get()));
  }

  private static AdminResponse ready(Readiness readiness) {
    return readiness
        .reason()
        .map(reason -> AdminResponse.text(503, reason))
        .orElseGet(() -> AdminResponse.text(200, "ready"));
  }
}
