package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.bootstrap.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HelpTest {

  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- /settings -->";
  private static final String WRITE = "settings.write";

  @Test
  void namesEverySettingAndCommand() {
    String help = Help.text(TestSettings.table());
    for (Setting<?> setting : TestSettings.table().settings()) {
      assertThat(help).contains("  " + setting.flag() + "  (" + setting.variable());
    }
    assertThat(help).contains("verify-archive", "rebuild", "--help", "--version");
    assertThat(help).contains("  append ", "  tail ", "  completion ", "help COMMAND");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(help).doesNotContain("durablestreams.fault");
  }

  @Test
  void theTableInTheDocumentsIsTheOneInTheCode() throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "settings.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(text.indexOf(BEGIN)).as("%s has a line %s", page, BEGIN).isNotNegative();
    assertThat(end).as("%s has a line %s", page, END).isGreaterThanOrEqualTo(begin);
    String table = Help.markdown(TestSettings.table());
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
      return;
    }
    assertThat(text.substring(begin, end))
        .as(
            "the settings in docs/settings.md; to write them again: ./mvnw test -pl bootstrap -am"
                + " -Dtest=HelpTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=true")
        .isEqualTo(table);
  }
}
