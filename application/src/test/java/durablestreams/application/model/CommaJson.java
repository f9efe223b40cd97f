package durablestreams.application.model;

import durablestreams.application.memory.Lease;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.ParsedBody;
import java.nio.charset.StandardCharsets;

/** JSON splitter for the bodies of the model check: objects without commas inside. */
final class CommaJson implements JsonText {
  @Override
  public ParsedBody parse(byte[] body, Lease lease) {
    String[] parts = new String(body, StandardCharsets.UTF_8).split(",");
    byte[][] messages = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      messages[i] = parts[i].getBytes(StandardCharsets.UTF_8);
    }
    return new ParsedBody.Messages(JoinedMessages.ofJson(messages));
  }
}
