package durablestreams.application.subscription;

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

  static final WakeSnapshot EMPTY = new WakeSnapshot(List.of(), 0);

  /** Adds the streams as members of the protocol's shape. */
  public void writeTo(StringBuilder json) {
    json.append('[');
    for (int i = 0; i < streams.size(); i++) {
      Stream stream = streams.get(i);
      json.append(i == 0 ? "{" : ",{");
      JsonStrings.member(json, "path", stream.link().path().value());
      json.append(",\"link_type\":\"").append(stream.link().type());
      json.append("\",\"acked_offset\":\"").append(stream.acked().token());
      json.append("\",\"tail_offset\":\"").append(stream.tail().token());
      json.append("\",\"has_pending\":").append(stream.hasPending()).append('}');
    }
    json.append(']');
  }
}
