package durablestreams.adapters.auth.policy;

import durablestreams.adapters.auth.json.Json;
import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.application.access.Action;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Permission for some actions on the streams that its patterns match. */
public record Grant(Set<Action> allow, List<PathPattern> on) {

  private static final List<String> WORDS =
      List.of("read", "append", "create", "delete", "subscribe", "claim");
  private static final Set<String> FIELDS = Set.of("allow", "on");

  boolean covers(Action action, List<String> name) {
    return allow.contains(action) && on.stream().anyMatch(pattern -> pattern.covers(name));
  }

  /**
   * The grants in a list such as {@code [{"allow": ["read"], "on": ["tenant-a/**"]}]}.
   *
   * @throws JsonShapeException when it is not one
   */
  public static List<Grant> list(Json json) {
    return json.asList().stream().map(Grant::of).toList();
  }

  private static Grant of(Json json) {
    Json.Obj object = json.asObject().only(FIELDS);
    Set<Action> allow = EnumSet.noneOf(Action.class);
    object.required("allow").asList().forEach(word -> allow.addAll(actions(word)));
    return new Grant(allow, object.required("on").asList().stream().map(Grant::pattern).toList());
  }

  /** Who may read a stream may also build on it: a fork shows nothing that its source does not. */
  private static Set<Action> actions(Json word) {
    return switch (word.asText()) {
      case "read" -> EnumSet.of(Action.READ, Action.FORK);
      case "append" -> EnumSet.of(Action.APPEND);
      case "create" -> EnumSet.of(Action.CREATE);
      case "delete" -> EnumSet.of(Action.DELETE);
      case "subscribe" -> EnumSet.of(Action.SUBSCRIBE);
      case "claim" -> EnumSet.of(Action.CLAIM);
      default ->
          throw new JsonShapeException(
              word.place(),
              "is `%s`, which is no action; the actions are %s"
                  .formatted(word.asText(), String.join(", ", WORDS)));
    };
  }

  private static PathPattern pattern(Json json) {
    try {
      return PathPattern.of(json.asText());
    } catch (IllegalArgumentException e) {
      throw new JsonShapeException(json.place(), String.valueOf(e.getMessage()));
    }
  }
}
