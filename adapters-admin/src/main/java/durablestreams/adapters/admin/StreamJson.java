package durablestreams.adapters.admin;

import durablestreams.application.admin.StreamDetails;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.StreamDirectory.ListedStream;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Origin;
import java.time.Instant;

/** Streams in JSON. */
final class StreamJson {

  private StreamJson() {}

  /**
   * @param liveReaders clients that follow it
   */
  static void members(JsonWriter json, ListedStream stream, int liveReaders) {
    json.member("name", stream.path().value());
    json.member("contentType", stream.contentType().value());
    json.member("createdAt", stream.createdAt().toString());
    json.member("tail", stream.tail().offset().token());
    json.member("tailPosition", stream.tail().position());
    if (stream.contentType().isJson()) {
      json.member("messages", stream.tail().position());
    }
    json.member("liveReaders", liveReaders);
    json.member("hotBytes", stream.hotBytes());
    json.member("coldBytes", stream.coldBytes());
    json.member("closed", stream.closed());
    json.member("softDeleted", stream.softDeleted());
    switch (stream.expiry()) {
      case Expiry.Never() -> {}
      case Expiry.Sliding(long seconds) -> json.member("ttlSeconds", seconds);
      case Expiry.At(Instant instant) -> json.member("expiresAt", instant.toString());
    }
    if (stream.origin() instanceof Origin.Fork fork) {
      json.name("forkedFrom").beginObject();
      json.member("name", fork.source().value());
      json.member("offset", fork.offset().token());
      json.member("position", fork.position());
      json.endObject();
    }
  }

  static String of(StreamDetails details) {
    JsonWriter json = new JsonWriter(1_024).beginObject();
    members(json, details.stream(), details.liveReaders());
    json.member("forks", details.forks());
    json.name("segments").beginArray();
    for (SealedSegment segment : details.segments()) {
      json.beginObject();
      json.member("number", segment.number());
      json.member("start", segment.start());
      json.member("end", segment.end());
      json.member("messages", segment.messages());
      json.member("bytes", segment.payloadBytes());
      json.endObject();
    }
    json.endArray().name("objects").beginArray();
    for (StoredObject object : details.objects()) {
      json.beginObject();
      json.member("name", object.name());
      json.member("start", object.start());
      json.member("end", object.end());
      json.member("firstSegment", object.firstSegment());
      json.member("lastSegment", object.lastSegment());
      json.member("bytes", object.size());
      json.endObject();
    }
    json.endArray().name("producers").beginArray();
    details
        .producers()
        .forEach((id, producer) -> {
          json.beginObject().member("id", id);
          json.member("epoch", producer.epoch());
          json.member("sequence", producer.lastSeq());
          json.member("usedAt", Instant.ofEpochMilli(producer.usedMillis()).toString());
          json.endObject();
        });
    return json.endArray().endObject() + "\n";
  }
}
