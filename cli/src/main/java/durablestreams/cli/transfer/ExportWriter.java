package durablestreams.cli.transfer;

import durablestreams.cli.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writer of an export: header, pages, end. */
public final class ExportWriter {
  static final String MAGIC = "durable-streams-export 1";

  private final OutputStream out;
  private final MessageDigest digest = Checksums.sha256();
  private long pages;
  private long bytes;

  public ExportWriter(OutputStream out) {
    this.out = out;
  }

  public void header(ExportHeader header) throws IOException {
    line(MAGIC);
    line(header.line());
  }

  public void page(ExportPage page) throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("offset", page.offset());
    facts.put("nextOffset", page.nextOffset());
    facts.put("bytes", page.body().length);
    facts.put("crc32c", Checksums.crc32c(page.body()));
    line(Json.text(facts));
    write(page.body());
    write(new byte[] {'\n'});
    pages++;
    bytes += page.body().length;
  }

  /** Writes the end; without it the export is incomplete. */
  public ExportEnd end(String nextOffset, boolean closed) throws IOException {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("end", true);
    facts.put("nextOffset", nextOffset);
    facts.put("closed", closed);
    facts.put("pages", pages);
    facts.put("bytes", bytes);
    facts.put("sha256", sha256);
    line(Json.text(facts));
    out.flush();
    return new ExportEnd(nextOffset, closed, pages, bytes, sha256);
  }

  public long bytes() {
    return bytes;
  }

  private void line(String text) throws IOException {
    write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] some) throws IOException {
    digest.update(some);
    out.write(some);
  }
}
