package durablestreams.cli.transfer;

import durablestreams.cli.base.CliException;
import durablestreams.cli.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Reader of an export, which checks everything that it hands over. */
public final class ExportReader {
  private static final int LONGEST_LINE = 64 << 10;
  private static final long LARGEST_PAGE = 1 << 30;

  private final InputStream in;
  private final String name;
  private final MessageDigest digest = Checksums.sha256();
  private Optional<ExportEnd> end = Optional.empty();
  private long pages;
  private long bytes;
  private long read;

  /**
   * A reader.
   *
   * @param in should be buffered
   * @param name of the file, for errors
   */
  public ExportReader(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  public ExportHeader header() throws IOException {
    String magic = line();
    if (!magic.equals(ExportWriter.MAGIC)) {
      throw damaged(
          magic.startsWith("durable-streams-export ")
              ? "it has a newer format than this program reads"
              : "it does not begin with \"" + ExportWriter.MAGIC + "\"; export writes such files");
    }
    ExportHeader header = ExportHeader.of(object(line()));
    if (header.contentType().isEmpty()) {
      throw damaged("its header names no content type");
    }
    return header;
  }

  /** The next page; empty after the last one. */
  public Optional<ExportPage> next() throws IOException {
    byte[] sha256 = copy(digest).digest();
    String text = line();
    Map<String, Object> facts = object(text);
    if (facts.containsKey("end")) {
      end(facts, HexFormat.of().formatHex(sha256));
      return Optional.empty();
    }
    long size = Json.number(facts, "bytes", -1);
    if (size < 0 || size > LARGEST_PAGE) {
      throw damaged("a page has no valid size");
    }
    byte[] body = in.readNBytes((int) size);
    read += body.length;
    if (body.length < size || in.read() != '\n') {
      throw incomplete();
    }
    read++;
    digest.update(body);
    digest.update((byte) '\n');
    if (!Checksums.crc32c(body).equals(Json.string(facts, "crc32c"))) {
      throw damaged(
          "the checksum of the page at offset %s does not match"
              .formatted(Json.string(facts, "offset")));
    }
    pages++;
    bytes += size;
    return Optional.of(
        new ExportPage(Json.string(facts, "offset"), Json.string(facts, "nextOffset"), body));
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Map<String, Object> facts, String sha256) throws IOException {
    if (!sha256.equals(Json.string(facts, "sha256"))
        || pages != Json.number(facts, "pages", -1)
        || bytes != Json.number(facts, "bytes", -1)) {
      throw damaged("its checksum does not match");
    }
    if (in.read() >= 0) {
      throw damaged("something follows its end");
    }
    end =
        Optional.of(
            new ExportEnd(
                Json.string(facts, "nextOffset"),
                Boolean.TRUE.equals(facts.get("closed")),
                pages,
                bytes,
                sha256));
  }

  /** What stands at the end, once {@link #next} has returned nothing. */
  public ExportEnd end() {
    return end.orElseThrow();
  }

  /** Bytes of the file that were read. */
  public long bytesRead() {
    return read;
  }

  private Map<String, Object> object(String text) {
    return Json.object(text.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> damaged("a line that should be a JSON object is none"));
  }

  private String line() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int b = in.read();
    while (b >= 0 && b != '\n' && text.size() < LONGEST_LINE) {
      text.write(b);
      b = in.read();
    }
    if (b < 0) {
      throw incomplete();
    }
    read += text.size() + 1;
    digest.update(text.toByteArray());
    digest.update((byte) '\n');
    return text.toString(StandardCharsets.UTF_8);
  }

  private CliException incomplete() {
    return damaged("it ends too early");
  }

  private CliException damaged(String reason) {
    return CliException.failed(
        "bad_export", "%s is not a complete export: %s".formatted(name, reason));
  }
}
