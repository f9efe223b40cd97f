package durablestreams.bootstrap.reload;

import durablestreams.application.provider.ProviderSettingsException;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reload of settings while the server runs: the file of settings and the files that settings name
 * are read again. Wrong settings change nothing.
 */
public final class Reload {

  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  /**
   * What came of it.
   *
   * @param changed settings that have their new value now
   * @param needRestart settings whose new value counts after a restart
   */
  public record Result(List<String> changed, List<String> needRestart) {}

  private final Supplier<Settings> reading;
  private final Map<Setting<?>, Consumer<Settings>> live = new LinkedHashMap<>();
  private final List<Runnable> always = new ArrayList<>();
  private Predicate<Settings> access = read -> false;
  private final List<Setting<?>> all;
  private Settings current;

  /**
   * @param current the settings that the server runs with
   * @param reading reads them again
   */
  public Reload(Settings current, List<Setting<?>> all, Supplier<Settings> reading) {
    this.current = current;
    this.all = List.copyOf(all);
    this.reading = reading;
  }

  /** Has a setting take effect at once. */
  public void on(Setting<?> setting, Consumer<Settings> apply) {
    live.put(setting, apply);
  }

  /** Runs at each reload that finds settings without a mistake. */
  public void always(Runnable action) {
    always.add(action);
  }

  /** Replaces the access policy at each reload; returns whether it could. */
  public void access(Predicate<Settings> replace) {
    access = replace;
  }

  /**
   * Reads the settings again.
   *
   * @throws SettingsException when they are wrong
   * @throws ProviderSettingsException when those of the access policy are
   */
  public synchronized Result run() {
    Settings read = reading.get();
    boolean newAccess = access.test(read);
    always.forEach(Runnable::run);
    List<String> changed = new ArrayList<>();
    List<String> needRestart = new ArrayList<>();
    for (Setting<?> setting : all) {
      String before = current.texts().get(setting.variable());
      if (!Objects.equals(before, read.texts().get(setting.variable()))) {
        Consumer<Settings> apply = live.get(setting);
        boolean applied = apply != null || (setting.group() == Setting.Group.ACCESS && newAccess);
        if (apply != null) {
          apply.accept(read);
        }
        (applied ? changed : needRestart).add(setting.variable());
      }
    }
    current = read;
    LOG.log(
        Level.INFO,
        "Settings were read again; changed: %s; after a restart: %s"
            .formatted(orNone(changed), orNone(needRestart)));
    return new Result(changed, needRestart);
  }

  private static String orNone(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** The same for a signal, whose sender sees the log only. */
  public void runLogged() {
    try {
      run();
    } catch (SettingsException | ProviderSettingsException e) {
      LOG.log(Level.WARNING, "Settings were not read again: " + e.getMessage());
    }
  }
}
