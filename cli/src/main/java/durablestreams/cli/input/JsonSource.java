package durablestreams.cli.input;

import durablestreams.cli.json.JsonMessages;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** JSON values one after the other, and of arrays their elements. */
public final class JsonSource implements Source {
  private final JsonMessages messages;

  public JsonSource(InputStream in) {
    this.messages = new JsonMessages(in);
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    return messages.next();
  }

  @Override
  public boolean isIdle() throws IOException {
    return messages.isIdle();
  }

  @Override
  public String place() {
    return "line " + messages.line();
  }
}
