package durablestreams.bootstrap.plugin;

import durablestreams.bootstrap.settings.SettingsException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Jars of one plug-in.
 *
 * @param name name of the jar, or of the folder with the jar and its libraries
 */
record PluginJars(String name, List<URL> urls) {

  private static final String JAR = ".jar";

  /**
   * The plug-ins in a folder, in the order of their names.
   *
   * @throws SettingsException when there is no such folder, or a jar in it is none
   */
  static List<PluginJars> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new SettingsException(
          "The folder of plug-ins %s is %s."
              .formatted(
                  SettingsException.printable(folder.toString()),
                  Files.exists(folder) ? "no folder" : "missing"));
    }
    List<PluginJars> found = new ArrayList<>();
    for (Path entry : list(folder)) {
      List<Path> jars = Files.isDirectory(entry) ? list(entry) : List.of(entry);
      List<Path> own = jars.stream().filter(PluginJars::isJar).toList();
      if (!own.isEmpty()) {
        found.add(of(entry, own));
      }
    }
    return found;
  }

  private static boolean isJar(Path path) {
    return path.toString().endsWith(JAR) && !Files.isDirectory(path);
  }

  private static PluginJars of(Path entry, List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      try (JarFile opened = new JarFile(jar.toFile())) {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new SettingsException("%s cannot be a plug-in: its path is no URL.".formatted(jar));
      } catch (IOException e) {
        throw new SettingsException(
            "%s among the plug-ins is no jar that can be read: %s."
                .formatted(jar, SettingsException.printable(String.valueOf(e.getMessage()))));
      }
    }
    return new PluginJars(String.valueOf(entry.getFileName()), urls);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new SettingsException(
          "The folder of plug-ins %s cannot be read: %s.".formatted(folder, e.getMessage()));
    }
  }
}
