package durablestreams.adapters.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leads a call to what answers it, if it is allowed; keeps a list of all for {@code /}. */
final class AdminRoutes {

  private static final Page CONSOLE =
      Page.text(303, "the console is at /console").with("Location", "/console");

  private final List<AdminRoute> routes;
  private final AdminAccess access;
  private final Page index;

  AdminRoutes(List<AdminRoute> routes, AdminAccess access) {
    this.routes = new ArrayList<>(routes);
    this.access = access;
    this.index = Page.text(200, index(routes).stripTrailing());
    this.routes.add(AdminRoute.get("/", "this list", call -> index));
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
  private static boolean isBrowser(Call call) {
    String accepted = call.header("Accept");
    return call.path().equals("/") && accepted != null && accepted.contains("text/html");
  }

  Page answer(Call call) {
    if (isBrowser(call)) {
      return CONSOLE;
    }
    List<AdminRoute> here = routes.stream().filter(route -> route.matches(call.path())).toList();
    boolean open = !here.isEmpty() && here.stream().allMatch(AdminRoute::open);
    Optional<Page> refusal = access.refusal(call, open);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (here.isEmpty()) {
      return Page.error(404, "not_found", "there is nothing at this path: / lists what there is");
    }
    String method = call.method().equals("HEAD") ? "GET" : call.method();
    for (AdminRoute route : here) {
      if (route.methods().contains(method)) {
        return route.handler().answer(call);
      }
    }
    String allowed =
        String.join(", ", here.stream().flatMap(r -> r.methods().stream()).sorted().toList());
    return Page.error(405, "method_not_allowed", "the methods here are " + allowed)
        .with("Allow", allowed);
  }
}
