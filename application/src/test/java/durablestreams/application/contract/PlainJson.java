package durablestreams.application.contract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Slow, simple reference parser of RFC 8259, one method per grammar rule, that {@link
 * JsonTextContract} compares implementations with.
 */
final class PlainJson {

  private static final class NotJson extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final String text;
  private int at;

  private PlainJson(String text) {
    this.text = text;
  }

  /** The messages of a body as text; empty when it isn't JSON. */
  static Optional<List<String>> messages(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return Optional.of(new PlainJson(text).body());
    } catch (CharacterCodingException | NotJson e) {
      return Optional.empty();
    }
  }

  private List<String> body() {
    space();
    List<String> messages = new ArrayList<>();
    if (peek() == '[') {
      elements(messages);
    } else {
      int from = at;
      value();
      messages.add(text.substring(from, at));
    }
    space();
    require(at == text.length());
    return messages;
  }

  private void elements(List<String> found) {
    expect('[');
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      space();
      int from = at;
      value();
      found.add(text.substring(from, at));
      space();
      if (peek() == ']') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private void members() {
    expect('{');
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      string();
      space();
      expect(':');
      space();
      value();
      space();
      if (peek() == '}') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private void value() {
    switch (peek()) {
      case '{' -> members();
      case '[' -> elements(new ArrayList<>());
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void number() {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    require(isDigit(peek()));
    while (isDigit(peek())) {
      at++;
    }
  }

  private void string() {
    expect('"');
    while (peek() != '"') {
      require(at < text.length() && peek() >= ' ');
      if (peek() == '\\') {
        at++;
        escape();
      }
      at++;
    }
    at++;
  }

  private void escape() {
    if (peek() != 'u') {
      require(at < text.length() && "\"\\/bfnrt".indexOf(peek()) >= 0);
      return;
    }
    for (int i = 0; i < 4; i++) {
      at++;
      require(peek() < 0x80 && Character.digit(peek(), 16) >= 0);
    }
  }

  private void word(String word) {
    require(text.startsWith(word, at));
    at += word.length();
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(peek()) >= 0) {
      at++;
    }
  }

  private void expect(char c) {
    require(at < text.length() && peek() == c);
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new NotJson();
    }
  }
}
