package durablestreams.adapters.admin;

import durablestreams.application.admin.PeekMessages;
import durablestreams.application.admin.PeekOutcome;
import durablestreams.application.admin.PeekOutcome.PeekedMessage;
import durablestreams.application.json.JsonWriter;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
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
            call -> Started.call(streams, found -> peek(found.peek(), call))));
  }

  private static Page peek(PeekMessages messages, Call call) {
    String offset = call.parameter("offset");
    PeekOutcome outcome;
    try {
      StreamPath path = StreamPath.decode(call.path().substring(ROOT.length()));
      OffsetParameter from = OffsetParameter.parse(offset == null ? "-1" : offset);
      outcome =
          messages.peek(
              path,
              from,
              number("back", call.parameter("back"), 0, MAX_BACK),
              number("limit", call.parameter("limit"), DEFAULT_LIMIT, PeekMessages.MAX_MESSAGES));
    } catch (IllegalArgumentException e) {
      return Page.error(400, "bad_query", String.valueOf(e.getMessage()));
    }
    return switch (outcome) {
      case PeekOutcome.Messages found -> Page.json(200, json(found));
      case PeekOutcome.NotFound() ->
          Page.error(404, "stream_not_found", "there is no stream of this name");
      case PeekOutcome.BadOffset(String reason) -> Page.error(400, "bad_offset", reason);
    };
  }

  private static int number(String name, @Nullable String text, int otherwise, int most) {
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + " is a number from 0 to " + most);
    }
    return Integer.parseInt(text);
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
