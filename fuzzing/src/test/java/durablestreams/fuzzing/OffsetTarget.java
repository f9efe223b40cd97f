package durablestreams.fuzzing;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import java.nio.charset.StandardCharsets;

/** Offsets: a token is read back as it was written, and tokens sort like the places they name. */
public final class OffsetTarget {

  private OffsetTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String[] texts = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    Offset first = read(texts[0]);
    Offset second = texts.length > 1 ? read(texts[1]) : null;
    if (first != null && second != null) {
      Broken.unless(
          Integer.signum(texts[0].compareTo(texts[1])) == Integer.signum(first.compareTo(second)),
          "%s and %s sort differently as text",
          first,
          second);
    }
  }

  private static Offset read(String text) {
    Offset read = null;
    try {
      if (OffsetParameter.parse(text) instanceof OffsetParameter.At(Offset offset)) {
        read = offset;
        Broken.unless(offset.token().equals(text), "%s was read as %s", text, offset);
        Broken.unless(text.length() <= Offset.MAX_TOKEN_LENGTH, "%s is too long", text);
      }
    } catch (IllegalArgumentException e) {
      Broken.unless(!Offset.isToken(text), "%s is a token and was refused", text);
    }
    return read;
  }
}
