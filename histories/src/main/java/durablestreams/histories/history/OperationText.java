package durablestreams.histories.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Operation as a line of JSON. Members that say nothing are left out; {@code docs/testing.md} lists
 * them.
 */
final class OperationText {
  private OperationText() {}

  static String of(Operation operation) {
    Call call = operation.call();
    Reply reply = operation.reply();
    var line = new JsonObject();
    line.put("process", call.process());
    line.put("kind", name(call.kind()));
    line.put("stream", call.stream());
    line.put("start", call.start());
    if (reply.end() != Reply.NEVER) {
      line.put("end", reply.end());
    }
    line.put("outcome", name(reply.outcome()));
    line.putUnlessZero("status", reply.status());
    line.putUnlessEmpty("messages", texts(call.messages()));
    call.producer()
        .ifPresent(id -> line.put("producer", id.id() + ":" + id.epoch() + ":" + id.seq()));
    line.putIf("closing", call.closing());
    line.putUnlessEmpty("offset", call.offset());
    line.putUnlessEmpty("source", call.source());
    line.putIf("json", call.json());
    line.putUnlessZero("ttl", call.ttl());
    line.putUnlessEmpty("next", reply.next());
    line.putIf("upToDate", reply.upToDate());
    line.putIf("closed", reply.closed());
    line.putUnlessEmpty("head", text(reply.content().head()));
    line.putUnlessEmpty("content", texts(reply.content().messages()));
    line.putUnlessEmpty("tail", text(reply.content().tail()));
    return line.toString();
  }

  static Operation parse(String line) {
    JsonObject members = JsonObject.parse(line);
    Call call =
        new Call(
            members.required("process"),
            Kind.valueOf(constant(members.required("kind"))),
            members.required("stream"),
            Long.parseLong(members.required("start")),
            messages(members.list("messages")),
            Optional.of(members.text("producer")).filter(t -> !t.isEmpty()).map(t -> producer(t)),
            members.isTrue("closing"),
            members.text("offset"),
            members.text("source"),
            members.isTrue("json"),
            members.number("ttl", 0));
    Reply reply =
        new Reply(
            members.number("end", Reply.NEVER),
            Outcome.valueOf(constant(members.required("outcome"))),
            (int) members.number("status", 0),
            members.text("next"),
            members.isTrue("upToDate"),
            members.isTrue("closed"),
            new Content(
                fragment(members.text("head")),
                messages(members.list("content")),
                fragment(members.text("tail"))));
    return new Operation(call, reply);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static List<String> texts(List<Message> messages) {
    return messages.stream().map(message -> message.id() + ":" + message.size()).toList();
  }

  private static String text(Fragment fragment) {
    return fragment.isEmpty() ? "" : fragment.id() + ":" + fragment.size() + ":" + fragment.crc();
  }

  private static List<Message> messages(List<String> texts) {
    List<Message> messages = new ArrayList<>(texts.size());
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      messages.add(
          new Message(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }
    return messages;
  }

  private static Fragment fragment(String text) {
    if (text.isEmpty()) {
      return Fragment.NONE;
    }
    int crc = text.lastIndexOf(':');
    int size = text.lastIndexOf(':', crc - 1);
    return new Fragment(
        text.substring(0, size),
        Integer.parseInt(text.substring(size + 1, crc)),
        Long.parseLong(text.substring(crc + 1)));
  }

  private static Producer producer(String text) {
    int seq = text.lastIndexOf(':');
    int epoch = text.lastIndexOf(':', seq - 1);
    return new Producer(
        text.substring(0, epoch),
        Long.parseLong(text.substring(epoch + 1, seq)),
        Long.parseLong(text.substring(seq + 1)));
  }
}
