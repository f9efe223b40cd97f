package durablestreams.adapters.http.headers;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cache of values that were made of recent texts, since most requests repeat the texts of others.
 * It has a fixed number of places; a text takes the place of whichever was there before.
 */
public final class InternTable<V> {

  private record Entry<V>(String text, V value) {}

  private final AtomicReferenceArray<@Nullable Entry<V>> places;
  private final Function<String, V> make;

  /**
   * @param places a power of two
   * @param make makes a value; what it throws reaches the caller and is not remembered
   */
  public InternTable(int places, Function<String, V> make) {
    this.places = new AtomicReferenceArray<>(places);
    this.make = make;
  }

  public V get(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 15) & places.length() - 1;
    Entry<V> known = places.getAcquire(place);
    if (known != null && known.text().equals(text)) {
      return known.value();
    }
    V made = make.apply(text);
    places.setRelease(place, new Entry<>(text, made));
    return made;
  }
}
