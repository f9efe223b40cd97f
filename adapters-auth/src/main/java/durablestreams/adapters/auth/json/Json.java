package durablestreams.adapters.auth.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A JSON value that knows where it stood, so that a complaint about it can say so. */
public sealed interface Json {

  Place place();

  /**
   * A place in a JSON text.
   *
   * @param line from 1
   * @param path such as {@code tokens[0].name}; empty for the whole
   */
  record Place(int line, String path) {
    @Override
    public String toString() {
      return path.isEmpty() ? "line " + line : "line " + line + ", " + path;
    }
  }

  record Text(Place place, String value) implements Json {}

  /** A number as it was written. */
  record Num(Place place, String literal) implements Json {}

  record Bool(Place place, boolean value) implements Json {}

  record Null(Place place) implements Json {}

  record Array(Place place, List<Json> items) implements Json {}

  record Obj(Place place, Map<String, Json> fields) implements Json {

    public Optional<Json> field(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    public Json required(String name) {
      return field(name).orElseThrow(() -> new JsonShapeException(place, name + " is missing"));
    }

    /** Refuses a misspelled field instead of ignoring it. */
    public Obj only(Set<String> names) {
      for (Map.Entry<String, Json> field : fields.entrySet()) {
        if (!names.contains(field.getKey())) {
          throw new JsonShapeException(
              field.getValue().place(),
              "is not a field here; the fields are " + String.join(", ", new TreeSet<>(names)));
        }
      }
      return this;
    }
  }

  default Obj asObject() {
    if (this instanceof Obj object) {
      return object;
    }
    throw new JsonShapeException(place(), "must be an object");
  }

  default List<Json> asList() {
    if (this instanceof Array(_, List<Json> items)) {
      return items;
    }
    throw new JsonShapeException(place(), "must be a list");
  }

  /** Text that is not empty. */
  default String asText() {
    if (this instanceof Text(_, String value) && !value.isEmpty()) {
      return value;
    }
    throw new JsonShapeException(place(), "must be text that is not empty");
  }
}
