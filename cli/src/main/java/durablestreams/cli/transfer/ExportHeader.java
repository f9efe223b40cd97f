package durablestreams.cli.transfer;

import durablestreams.cli.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** First line of an export: the properties of its stream. */
public record ExportHeader(
    String stream, String contentType, Optional<Long> ttlSeconds, Optional<String> expiresAt) {

  String line() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("stream", stream);
    facts.put("contentType", contentType);
    ttlSeconds.ifPresent(seconds -> facts.put("ttlSeconds", seconds));
    expiresAt.ifPresent(time -> facts.put("expiresAt", time));
    return Json.text(facts);
  }

  static ExportHeader of(Map<String, Object> facts) {
    long ttl = Json.number(facts, "ttlSeconds", -1);
    String expiresAt = Json.string(facts, "expiresAt");
    return new ExportHeader(
        Json.string(facts, "stream"),
        Json.string(facts, "contentType"),
        ttl < 0 ? Optional.empty() : Optional.of(ttl),
        expiresAt.isEmpty() ? Optional.empty() : Optional.of(expiresAt));
  }
}
