package durablestreams.fuzzing;

import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.application.json.JsonReader;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** JSON bodies: each message is JSON by itself, and together they are the body again. */
public final class JsonTarget {

  private static final JacksonJsonText JSON = new JacksonJsonText(32);
  private static final MemoryBudget MEMORY = new MemoryBudget(64 << 20);

  private JsonTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    checkDocument(input);
    ParsedBody parsed = parse(input.clone());
    if (parsed instanceof ParsedBody.Invalid(String reason)) {
      Broken.unless(!reason.isBlank() && reason.indexOf('\n') < 0, "the reason %s", reason);
    }
    if (!(parsed instanceof ParsedBody.Messages(MessageBatch batch))) {
      return;
    }
    Broken.unless(batch.messageCount() > 0, "no message");
    byte[][] messages = new byte[batch.messageCount()][];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = Arrays.copyOfRange(batch.array(), batch.messageFrom(i), batch.messageTo(i));
      checkMessage(messages[i]);
    }
    byte[] joined = JoinedMessages.ofJson(messages).toByteArray();
    byte[] array = new byte[joined.length + 2];
    array[0] = '[';
    System.arraycopy(joined, 0, array, 1, joined.length);
    array[array.length - 1] = ']';
    Broken.unless(
        parse(array) instanceof ParsedBody.Messages(MessageBatch again)
            && again.messageCount() == messages.length
            && Arrays.equals(again.toByteArray(), joined),
        "the messages are not what they were when they are sent again");
  }

  private static ParsedBody parse(byte[] body) {
    try (Lease lease =
        Objects.requireNonNull(MEMORY.tryTake(Share.ofBody(body.length), body.length))) {
      return JSON.parse(body, lease);
    }
  }

  private static void checkMessage(byte[] message) {
    // An array by itself is a message only inside another one.
    byte[] body =
        ("[" + new String(message, StandardCharsets.ISO_8859_1) + "]")
            .getBytes(StandardCharsets.ISO_8859_1);
    Broken.unless(
        parse(body) instanceof ParsedBody.Messages(MessageBatch alone)
            && alone.messageCount() == 1
            && Arrays.equals(alone.toByteArray(), message),
        "the message %s is none by itself",
        new String(message, StandardCharsets.UTF_8));
  }

  /** The reader of documents that are in folders and archives. */
  private static void checkDocument(byte[] input) {
    try {
      JsonReader.object(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      Broken.unless(e.getMessage() != null, "no reason");
    }
  }
}
