package durablestreams.application.live;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A slot for what all followers of a batch are sent: the first who needs it makes it, the others
 * take it.
 *
 * <p>Two that come at the same moment may both make it; what they make is equal.
 */
public final class SharedEncoding {

  private volatile @Nullable Object value;

  /** What was made for this batch before, if it is of {@code type}, or what {@code make} gives. */
  public <T> T get(Class<T> type, Supplier<T> make) {
    Object known = value;
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T made = make.get();
    value = made;
    return made;
  }
}
