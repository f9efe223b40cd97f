package durablestreams.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The console in a browser, used as an operator does: by what buttons and labels say. */
final class ConsolePage implements AutoCloseable {

  private static final Path HERE =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
  private static final Path AXE = HERE.resolve("accessibility/node_modules/axe-core/axe.min.js");
  private static final Path SCREENSHOTS = HERE.resolve("target/screenshots");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String HELPERS =
      """
      window.byText = (text) => [...(document.querySelector('dialog[open]') ?? document)
        .querySelectorAll('button, a')]
        .find(e => (e.getAttribute('aria-label') ?? e.textContent).trim() === text && !e.disabled);
      window.labelled = (text) => {
        const label = [...document.querySelectorAll('label')]
          .filter(e => e.textContent.startsWith(text)).at(-1);
        return label ? document.getElementById(label.htmlFor)
          : document.querySelector(`[aria-label="${text}"]`);
      };
      window.shown = (text) => (document.querySelector('#main')?.innerText ?? '').includes(text);
      window.copied = '';
      Object.defineProperty(navigator, 'clipboard',
        {configurable: true, value: {writeText: async (text) => { window.copied = text; }}});
      """;

  private final BrowserTab tab;

  ConsolePage(int port) throws IOException, InterruptedException {
    tab = BrowserTab.open("about:blank");
    tab.gatherErrors();
    tab.resize(1_360, 900);
    tab.evaluate("location = 'http://127.0.0.1:" + port + "/console'");
    tab.await("location.pathname === '/console' && document.readyState === 'complete'");
    tab.evaluate(HELPERS);
  }

  BrowserTab tab() {
    return tab;
  }

  /** Loads the page again. */
  void reload() {
    tab.evaluate("window.old = true");
    tab.reload();
    tab.await("!window.old && document.readyState === 'complete'");
    tab.evaluate(HELPERS);
  }

  void click(String text) {
    tab.await("!!byText(%s)".formatted(quoted(text)));
    tab.evaluate("byText(%s).click()".formatted(quoted(text)));
  }

  /** Fills in what a label names. */
  void fill(String label, String value) {
    tab.await("!!labelled(%s)".formatted(quoted(label)));
    tab.evaluate(
        "{const e = labelled(%s); e.value = %s; for (const type of ['input', 'change'])"
                .formatted(quoted(label), quoted(value))
            + " e.dispatchEvent(new Event(type, {bubbles: true}));}");
  }

  void go(String hash) {
    tab.evaluate("location.hash = " + quoted(hash));
  }

  /** Waits until the page shows a text. */
  void awaitText(String text) {
    tab.await("shown(%s)".formatted(quoted(text)));
  }

  void awaitDialog(boolean open) {
    tab.await((open ? "!!" : "!") + "document.querySelector('dialog[open]')");
  }

  /** What was copied last. */
  String copied(String begin) {
    tab.await("copied.startsWith(%s)".formatted(quoted(begin)));
    return tab.evaluate("copied").asText();
  }

  void screenshot(String name) throws IOException {
    tab.promised("new Promise(done => setTimeout(done, 250))");
    tab.screenshot(SCREENSHOTS.resolve(name + ".png"));
  }

  /** What axe finds to be serious or critical. */
  void assertAccessible(String view) throws IOException {
    if (!tab.evaluate("!!window.axe").asBoolean()) {
      assertThat(AXE).as("npm ci --prefix conformance/accessibility").exists();
      tab.evaluate(Files.readString(AXE) + ";1");
    }
    JsonNode found =
        tab.promised(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.html + n.failureSummary).join()))");
    assertThat(found).as(view).isEmpty();
  }

  private static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    tab.close();
  }
}
