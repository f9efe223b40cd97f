package durablestreams.adapters.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.application.contract.JsonTextContract;
import durablestreams.application.port.JsonText;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacksonJsonTextTest extends JsonTextContract {

  private final JacksonJsonText text = new JacksonJsonText();

  @Override
  protected JsonText jsonText() {
    return new JacksonJsonText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,}     | invalid JSON at byte 7: unexpected '}'",
        "{\"a\":1}}     | invalid JSON at byte 7: unexpected '}'",
        "{\"a\":1} {}   | invalid JSON at byte 8: unexpected '{' after the end of the value",
        "[1] 2          | invalid JSON at byte 4: unexpected '2' after the end of the value",
        "1 2            | invalid JSON at byte 2: unexpected '2' after the end of the value",
        "[1,NaN]        | invalid JSON at byte 3: NaN is not JSON",
        "-Infinity      | invalid JSON at byte 1: Infinity is not JSON",
        "nul            | invalid JSON at byte 0: unexpected 'n'",
        "[1, 2          | invalid JSON: the body ends in the middle of a value",
        "\"abc          | invalid JSON: the body ends in the middle of a value",
        "[1,02]         | invalid JSON at byte 4: unexpected '2'",
        "\"\\x\"        | invalid JSON at byte 2: unexpected 'x'",
        "\u00ef\u00bb\u00bf1 | invalid JSON at byte 0: a byte order mark, which must not be sent",
        "\"ab\u00e9\"   | invalid JSON at byte 3: not UTF-8",
        "\u00c3\u00a9   | invalid JSON at byte 0: unexpected byte 0xc3",
      })
  void reasonsSayWhatIsWrongAndWhere(String body, String reason) {
    assertThat(text.parse(body.getBytes(ISO_8859_1), room()))
        .isEqualTo(new ParsedBody.Invalid(reason));
  }

  @Test
  void whiteSpaceAloneIsNamed() {
    assertThat(text.parse(" \n".getBytes(UTF_8), room()))
        .isEqualTo(new ParsedBody.Invalid("invalid JSON: the body is only white space"));
  }

  @Test
  void aValueAndACompactArrayShareTheBody() {
    for (String body : new String[] {" {\"a\" : 1} ", "[1]", " [ 1,\"a\",{} ] ", "[[1, 2],3]"}) {
      byte[] bytes = body.getBytes(UTF_8);
      assertThat(batch(text.parse(bytes, room())).array()).as(body).isSameAs(bytes);
    }
  }

  @Test
  void aSpacedArrayIsJoinedWithSingleCommas() {
    for (String body : new String[] {"[1 ,2]", "[1, 2]", "[1,2\n,3]"}) {
      byte[] bytes = body.getBytes(UTF_8);
      MessageBatch batch = batch(text.parse(bytes, room()));
      assertThat(batch.array()).as(body).isNotSameAs(bytes);
      assertThat(batch.toByteArray()).asString().isEqualTo(body.replaceAll("[\\[\\] \n]", ""));
    }
  }

  @Test
  void aMessageIsAsDeepAloneAsInABatch() {
    JacksonJsonText three = new JacksonJsonText(3);
    String[] fine = {"{\"a\":[{}]}", "[[[[1]]]]", "[1,{\"a\":[[]]}]"};
    String[] tooDeep = {"{\"a\":[{\"b\":[]}]}", "[[[[[]]]]]", "[1,{\"a\":[[{}]]}]"};
    for (String body : fine) {
      assertThat(three.parse(body.getBytes(UTF_8), room())).isInstanceOf(ParsedBody.Messages.class);
    }
    for (String body : tooDeep) {
      assertThat(((ParsedBody.Invalid) three.parse(body.getBytes(UTF_8), room())).reason())
          .endsWith("nested more than 3 deep");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new JacksonJsonText(0));
  }

  @Test
  @Tag("slow")
  void manyThreadsShareOne() throws InterruptedException {
    AtomicInteger right = new AtomicInteger();
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      int own = t;
      threads[t] =
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 2_000; i++) {
              String body = "[{\"name" + own + "x" + i + "\":" + i + "},\"" + own + "\"]";
              if (batch(text.parse(body.getBytes(UTF_8), room())).messageCount() == 2) {
                right.incrementAndGet();
              }
            }
          });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(right).hasValue(16_000);
  }

  @Test
  void aNameThatIsTooLongIsNamed() {
    byte[] body = ("{\"" + "n".repeat(2_000_000) + "\":1}").getBytes(UTF_8);
    assertThat(((ParsedBody.Invalid) text.parse(body, room())).reason())
        .endsWith("a name of more than 1048576 characters");
  }

  private static MessageBatch batch(ParsedBody parsed) {
    return ((ParsedBody.Messages) parsed).batch();
  }
}
