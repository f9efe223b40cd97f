package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON mode (protocol 9.1): message boundaries, bytes kept as sent, all or nothing. */
@OnEveryStore
class JsonEdgeCasesTest {
  private final TestStream stream;

  JsonEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @BeforeEach
  void createStream() {
    stream.created(JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1,2],[3]]                    | 2 | [[1,2],[3]]",
        "[[[1,2,3]]]                    | 1 | [[[1,2,3]]]",
        "[[]]                           | 1 | [[]]",
        "[{},{}]                        | 2 | [{},{}]",
        "{\"a\":[1,2]}                  | 1 | [{\"a\":[1,2]}]",
        "null                           | 1 | [null]",
        "\"[1,2]\"                      | 1 | [\"[1,2]\"]",
        "[\"],[\",\"\\\"\"]             | 2 | [\"],[\",\"\\\"\"]",
        "[1,\"a\",true,null,{},[]]      | 6 | [1,\"a\",true,null,{},[]]",
      })
  void oneLevelOfArrayIsFlattened(String body, int messages, String all) {
    stream.append(JSON, body);
    assertThat(stream.from("-1").send().text()).isEqualTo(all);
    assertThat(stream.tail()).isEqualTo("0000000000000000_%016d".formatted(messages));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234567890123",
        "9007199254740993",
        "1.0",
        "1.10",
        "-0.0",
        "1E400",
        "1e-7",
        "{\"a\":1,\"a\":2}",
        "{ \"spaced\" : [ 1 , 2 ] }",
        "\"\\u0041\\/\\ud83d\\ude00\"",
        "\"\\u0000\"",
        "\"zażółć 😀 \u2028\"",
        "{\"b\":1,\"a\":{\"d\":null,\"c\":[]}}",
      })
  void messagesAreStoredAsSent(String message) {
    stream.append(JSON, message);
    stream.append(JSON, "[" + message + "," + message + "]");
    assertThat(stream.from("-1").send().text())
        .isEqualTo("[" + message + "," + message + "," + message + "]");
  }

  @Test
  void blanksAroundMessagesAreNotTheirs() {
    stream.append(JSON, " \r\n\t[ 1 ,\n { \"a\": 2 }\t]\n");
    stream.append(JSON, "\n3 ");
    assertThat(stream.from("-1").send().text()).isEqualTo("[1,{ \"a\": 2 },3]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[1,2",
        "[1,,2]",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "1 2",
        "{}{}",
        "[1][2]",
        "[1] x",
        "NaN",
        "Infinity",
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "tru",
        "\"open",
        "\"tab\tinside\"",
        "\"\\x\"",
        "\"\\u12\"",
        "// comment\n1",
        "[1 /* comment */]",
        "]",
        " ",
        "[{\"a\":1},{\"b\":}]",
      })
  void whatIsNotJsonIsRefusedAndNothingOfItStored(String body) {
    stream.append(JSON, "0");
    HttpReply refused = stream.post(JSON, body).send().expect(400);
    assertThat(refused.text())
        .isNotBlank()
        .doesNotContain("Exception")
        .doesNotContain("com.fasterxml");
    assertThat(stream.from("-1").send().text()).isEqualTo("[0]");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[][] invalid = {
      {(byte) 0x80},
      {(byte) 0xC3},
      {(byte) 0xC0, (byte) 0xAF},
      {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xFF, (byte) 0xFE},
    };
    for (byte[] bytes : invalid) {
      stream.post(JSON, quoted(bytes)).send().expect(400);
    }
    byte[] utf16 = "{\"a\":1}".getBytes(UTF_16LE);
    stream.post(JSON, utf16).send().expect(400);
    assertThat(stream.tail()).isEqualTo(START);
  }

  private static byte[] quoted(byte[] inside) {
    byte[] message = new byte[inside.length + 2];
    message[0] = '"';
    System.arraycopy(inside, 0, message, 1, inside.length);
    message[message.length - 1] = '"';
    return message;
  }

  @Test
  void aVeryDeepDocumentIsRefusedNotFatal() {
    for (String body :
        new String[] {
          "[".repeat(100_000), "[".repeat(100_000) + "]".repeat(100_000), "{\"a\":".repeat(50_000)
        }) {
      stream.post(JSON, body).send().expect(400);
    }
    stream.append(JSON, "[".repeat(60) + "]".repeat(60));
  }

  @Test
  void aJsonStreamCanBeCreatedWithMessagesOrAnEmptyArray() {
    TestStream other = stream.server().unusedStream();
    HttpReply created = other.put(JSON).body("[1,[2]]").send().expect(201);
    assertThat(created.nextOffset()).isEqualTo("0000000000000000_0000000000000002");
    assertThat(other.from("-1").send().text()).isEqualTo("[1,[2]]");

    TestStream empty = stream.server().unusedStream();
    assertThat(empty.put(JSON).body("[]").send().expect(201).nextOffset()).isEqualTo(START);
    assertThat(empty.from("-1").send().text()).isEqualTo("[]");

    stream.server().unusedStream().put(JSON).body("[1,").send().expect(400);
  }

  @Test
  void aReadFromEveryMessageIsAnArrayOfTheRest() {
    stream.append(JSON, "[10,11,12]");
    stream.append(JSON, "13");
    String[] rest = {"[10,11,12,13]", "[11,12,13]", "[12,13]", "[13]", "[]"};
    for (int i = 0; i < rest.length; i++) {
      HttpReply page = stream.from("0000000000000000_%016d".formatted(i)).send().expect(200);
      assertThat(page.text()).isEqualTo(rest[i]);
      assertThat(page.required("Content-Type")).isEqualTo(JSON);
    }
  }

  @Test
  void charsetDoesNotMakeItAnotherType() {
    TestStream other = stream.server().unusedStream().created("application/json; charset=utf-8");
    other.append("application/json", "{\"a\":1}".getBytes(UTF_8));
    HttpReply all = other.from("-1").send();
    assertThat(all.text()).isEqualTo("[{\"a\":1}]");
    assertThat(all.required("Content-Type")).isEqualTo("application/json; charset=utf-8");
  }
}
