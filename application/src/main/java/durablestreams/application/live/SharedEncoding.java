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

  /** A slot of a single reader, which admits every encoding. */
  public SharedEncoding() {
    this(bytes -> true);
  }

  /**
   * @param admission whether that many bytes may be kept as long as the batch
   */
  public SharedEncoding(LongPredicate admission) {
    this.admission = admission;
  }

  /** Whether {@code made} was admitted: it is then stored as long as the batch. */
  public boolean keeps(Object made) {
    return value == made;
  }

  /**
   * The stored encoding of this batch if it is of {@code type}, otherwise the result of {@code
   * make}.
   *
   * @param weight its heap bytes
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
