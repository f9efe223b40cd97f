package durablestreams.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CatalogTest {

  static final List<Setting<?>> ALL =
      Stream.of(Storage.settings(), CommitLogs.settings(), Catalog.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  @Test
  void everySettingIsInTheTable() throws IllegalAccessException {
    List<Object> declared = new ArrayList<>();
    for (Class<?> part :
        List.of(
            ServerCatalog.class,
            StoreCatalog.class,
            ArchiveCatalog.class,
            TrafficCatalog.class,
            SubscriptionCatalog.class,
            ClusterCatalog.class,
            OperationCatalog.class,
            BackupSettings.class)) {
      for (Field field : part.getFields()) {
        declared.add(field.get(null));
      }
    }
    assertThat(Catalog.ALL)
        .hasSizeGreaterThan(40)
        .containsExactlyInAnyOrderElementsOf(cast(declared));
  }

  private static List<Setting<?>> cast(List<Object> settings) {
    List<Setting<?>> cast = new ArrayList<>();
    settings.forEach(setting -> cast.add((Setting<?>) setting));
    return cast;
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void defaultsAreAllowedAndSentencesAreSentences(Setting<?> setting) {
    if (!setting.defaultText().isEmpty()) {
      assertThat(setting.kind().parse(setting.defaultText())).isPresent();
    }
    assertThat(setting.sentence()).endsWith(".").doesNotContain("|").doesNotContain("\n");
    assertThat(setting.variable()).matches("[A-Z][A-Z0-9_]*");
    assertThat(setting.flag()).matches("--[a-z][a-z0-9-]*");
  }
}
