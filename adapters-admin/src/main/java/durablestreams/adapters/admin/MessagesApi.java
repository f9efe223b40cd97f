package durablestreams.adapters.admin;

import durablestreams.application.admin.PeekMessages;
import durablestreams.application.admin.PeekOutcome;
import durablestreams.application.admin.PeekOutcome.PeekedMessage;
import durablestreams.application.json.JsonWriter;
import durablestreams.domain.offset.OffsetParameter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API of the messages of a stream. */
public final class MessagesApi {

  private static final String ROOT = "/admin/messages/";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_BACK = 999_999_999;

  private MessagesApi() {}

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    return List.of(
        AdminRoute.get(
            ROOT,
            "messages of a stream, as JSON: ?offset=, ?back=, ?limit=",
            request -> StartedPart.call(streams, found -> peek(found.peek(), request))));
  }

  private static AdminResponse peek(PeekMessages messages, AdminRequest request) {
    PeekOutcome outcome =
        messages.peek(
            request.stream(ROOT),
            from(request.parameter("offset")),
            request.number("back", 0, 0, MAX_BACK),
            request.number("limit", DEFAULT_LIMIT, 0, PeekMessages.MAX_MESSAGES));
    return switch (outcome) {
      case PeekOutcome.Messages found -> AdminResponse.json(200, json(found));
      case PeekOutcome.NotFound() ->
          AdminResponse.error(404, "stream_not_found", "there is no stream of this name");
      case PeekOutcome.BadOffset(String reason) -> AdminResponse.error(400, "bad_offset", reason);
    };
  }

  private static OffsetParameter from(@Nullable String offset) {
    try {
      return OffsetParameter.parse(offset == null ? "-1" : offset);
    } catch (IllegalArgumentException e) {
      throw new AdminProblem(400, "bad_offset", String.valueOf(e.getMessage()));
    }
  }

  private static String json(PeekOutcome.Messages found) {
    JsonWriter json = new JsonWriter(4_096).beginObject();
    json.member("contentType", found.contentType().value());
    json.member("front", found.front());
    json.member("from", found.from());
    json.member("next", found.next().token());
    json.member("nextPosition", found.nextPosition());
    json.member("tail", found.tail());
    json.member("closed", found.closed());
    json.name("messages").beginArray();
    for (PeekedMessage message : found.messages()) {
      json.beginObject();
      json.member("position", message.position());
      json.member("next", message.next().token());
      json.member("size", message.size());
      String text = found.contentType().isText() ? text(message.start()) : null;
      if (text == null) {
        json.member("base64", Base64.getEncoder().encodeToString(message.start()));
      } else {
        json.member("text", text);
      }
      json.endObject();
    }
    return json.endArray().endObject() + "\n";
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
