package durablestreams.bootstrap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.CommandLine;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.SettingsReader;
import durablestreams.bootstrap.settings.SettingsTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageTest {

  private static Settings settings(String... flags) {
    List<Setting<?>> all = new ArrayList<>(Storage.settings());
    all.addAll(Catalog.ALL);
    SettingsTable table = new SettingsTable(all);
    return new SettingsReader(table)
        .read(CommandLine.parse(List.of(flags), table).flags(), Map.of());
  }

  private static String archive(String... flags) {
    return Storage.of(settings(flags)).archive().name();
  }

  @Test
  void memoryIsArchivedInMemoryUnlessSomethingElseIsSaid() {
    assertThat(archive()).isEqualTo("files");
    assertThat(archive("--store=memory")).isEqualTo("memory");
    assertThat(archive("--store=memory", "--archive=files")).isEqualTo("files");
  }

  @Test
  void namesAreReadInAnyCase() {
    assertThat(archive("--archive=NONE", "--store=SQLite")).isEqualTo("none");
  }

  @Test
  void s3IsAnotherWordForR2() {
    assertThat(archive("--archive=s3")).isEqualTo("r2");
  }

  @Test
  void whatIsOnTheHeapIsCounted() {
    assertThat(Storage.of(settings()).onHeap()).isZero();
    assertThat(Storage.of(settings("--archive=memory")).onHeap()).isEqualTo(1);
    assertThat(Storage.of(settings("--store=memory")).onHeap()).isEqualTo(2);
  }

  @Test
  void theArchiveFolderIsInTheDataFolder() {
    assertThat(FilesArchive.folder(settings("--data=d")))
        .isEqualTo(Path.of("d", "archive").toAbsolutePath());
    assertThat(FilesArchive.folder(settings("--data=d", "--archive-dir=a")))
        .isEqualTo(Path.of("a").toAbsolutePath());
  }

  @Test
  void theBucketNeedsItsSettings() {
    String[] flags = {
      "--r2-endpoint=https://a.example",
      "--r2-bucket=cold",
      "--r2-access-key-id=k",
      "--r2-secret-access-key=s",
      "--r2-prefix=p/"
    };
    assertThat(R2Archive.bucket(settings(flags)).keyPrefix()).isEqualTo("p/");
    assertThat(R2Archive.bucket(settings(flags)).pathStyle()).isTrue();
    String[] hostStyle = Arrays.copyOf(flags, flags.length + 1);
    hostStyle[flags.length] = "--r2-path-style=off";
    assertThat(R2Archive.bucket(settings(hostStyle)).pathStyle()).isFalse();
    Settings incomplete = settings("--archive=r2", flags[0], flags[1], flags[2]);
    assertThatThrownBy(() -> Storage.of(incomplete).check(incomplete))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("archive=r2 needs R2_SECRET_ACCESS_KEY");
    flags[4] = "--r2-prefix=/p";
    assertThatThrownBy(() -> R2Archive.bucket(settings(flags)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no slash in front");
  }
}
