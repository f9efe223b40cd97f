package durablestreams.application.subscription.wake;

import durablestreams.application.json.JsonWriter;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Linked streams of a wake as they were at one moment, those with pending messages first.
 *
 * @param pending how many have pending messages, all of which come first
 */
public record WakeSnapshot(List<Stream> streams, int pending) {

  /**
   * A linked stream.
   *
   * @param end its end; {@code null} while there is no such stream
   */
  public record Stream(StreamLink link, @Nullable StreamEnd end) {

    public Offset acked() {
      return end == null ? link.acked() : link.ackedIn(end);
    }

    public Offset tail() {
      return end == null ? link.acked() : end.tail();
    }

    public boolean hasPending() {
      return link.pending(end);
    }
  }

  public static final WakeSnapshot EMPTY = new WakeSnapshot(List.of(), 0);

  /** Adds the streams as the member {@code streams}, in the protocol's shape. */
  public void writeTo(JsonWriter json) {
    json.name("streams").beginArray();
    for (Stream stream : streams) {
      json.beginObject().member("path", stream.link().path().value());
      json.member("link_type", stream.link().type().toString());
      json.member("acked_offset", stream.acked().token());
      json.member("tail_offset", stream.tail().token());
      json.member("has_pending", stream.hasPending()).endObject();
    }
    json.endArray();
  }
}
