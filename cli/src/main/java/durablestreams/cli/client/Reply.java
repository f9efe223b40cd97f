package durablestreams.cli.client;

import java.net.http.HttpHeaders;
import java.util.Optional;

/** Answer of a server. */
public record Reply(int status, HttpHeaders headers, byte[] body) {

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** A header that the protocol demands; empty from a server that leaves it out. */
  public String nextOffset() {
    return header("Stream-Next-Offset").orElse("");
  }

  public String contentType() {
    return header("Content-Type").orElse("application/octet-stream");
  }

  public boolean isClosed() {
    return isTrue("Stream-Closed");
  }

  public boolean isUpToDate() {
    return isTrue("Stream-Up-To-Date");
  }

  private boolean isTrue(String name) {
    return header(name).filter("true"::equalsIgnoreCase).isPresent();
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
