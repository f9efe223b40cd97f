package durablestreams.cli.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Facts to print, in order. */
public final class Facts {
  private final Map<String, Object> all = new LinkedHashMap<>();

  public static Facts of(String name, Object value) {
    return new Facts().and(name, value);
  }

  public Facts and(String name, Object value) {
    all.put(name, value);
    return this;
  }

  /** Adds a fact if there is one. */
  public Facts and(String name, Optional<?> value) {
    value.ifPresent(present -> all.put(name, present));
    return this;
  }

  public Map<String, Object> all() {
    return all;
  }
}
