package durablestreams.adapters.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Router of the admin listener, with the list of its routes at {@code /}. */
final class AdminRoutes {

  private static final AdminResponse CONSOLE =
      AdminResponse.text(303, "the console is at /console").with("Location", "/console");

  private static final int FAILED = 500;

  private final List<AdminRoute> routes;
  private final AdminAccess access;
  private final AdminResponse index;

  AdminRoutes(List<AdminRoute> routes, AdminAccess access) {
    this.routes = new ArrayList<>(routes);
    this.access = access;
    this.index = AdminResponse.text(200, index(routes).stripTrailing());
    this.routes.add(AdminRoute.get("/", "this list", request -> index));
  }

  private static String index(List<AdminRoute> routes) {
    StringBuilder list = new StringBuilder("Durable Streams: the listener for operators\n\n");
    for (AdminRoute route : routes) {
      list.append(
          "%-7s%-24s%s\n"
              .formatted(String.join(",", route.methods()), route.path(), route.sentence()));
    }
    return list.toString();
  }

  /**
   * Whether a browser asks for the first page: it gets the console, for which no token is needed.
   */
  private static boolean isBrowser(AdminRequest request) {
    String accepted = request.header("Accept");
    return request.path().equals("/") && accepted != null && accepted.contains("text/html");
  }

  AdminResponse answer(AdminRequest request) {
    if (isBrowser(request)) {
      return CONSOLE;
    }
    List<AdminRoute> here = routes.stream().filter(route -> route.matches(request.path())).toList();
    boolean open = !here.isEmpty() && here.stream().allMatch(AdminRoute::open);
    Optional<AdminResponse> refusal = access.refusal(request, open);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    int status = FAILED;
    try {
      AdminResponse answer = answer(request, here);
      status = answer.status();
      return answer;
    } finally {
      access.answered(request, status);
    }
  }

  private static AdminResponse answer(AdminRequest request, List<AdminRoute> here) {
    if (here.isEmpty()) {
      return AdminResponse.error(
          404, "not_found", "there is nothing at this path: / lists what there is");
    }
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    for (AdminRoute route : here) {
      if (route.methods().contains(method)) {
        return AnsweredFailures.answer(route.handler(), request);
      }
    }
    String allowed =
        String.join(", ", here.stream().flatMap(r -> r.methods().stream()).sorted().toList());
    return AdminResponse.error(405, "method_not_allowed", "the methods here are " + allowed)
        .with("Allow", allowed);
  }
}
