package durablestreams.application.live;

import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Slot for the encoding of a batch, which the first follower creates and all others reuse.
 *
 * <p>It is stored only if its bytes are admitted; otherwise each follower encodes for itself. Two
 * concurrent followers may both encode; the results are equal.
 */
public final class SharedEncoding {

  private final LongPredicate admission;
  private volatile @Nullable Object value;

  /** A slot of one reader, which admits everything. */
  public SharedEncoding() {
    this(bytes -> true);
  }

  /**
   * @param admission whether that many bytes may be kept as long as the batch
   */
  public SharedEncoding(LongPredicate admission) {
    this.admission = admission;
  }

  /** Whether that was admitted: then it stays as long as the batch. */
  public boolean keeps(Object made) {
    return value == made;
  }

  /**
   * What was made for this batch before, if it is of {@code type}, or what {@code make} gives.
   *
   * @param weight the bytes of heap that it takes
   */
  public <T> T get(Class<T> type, Supplier<T> make, ToLongFunction<T> weight) {
    Object known = value;
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T made = make.get();
    if (admission.test(weight.applyAsLong(made))) {
      value = made;
    }
    return made;
  }
}
