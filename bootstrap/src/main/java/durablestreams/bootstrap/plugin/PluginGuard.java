package durablestreams.bootstrap.plugin;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.provider.ProviderSettingsException;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;

/**
 * Guard of calls to one plug-in while the server starts: a failure becomes one sentence that names
 * the plug-in, and libraries find the classes of the plug-in.
 *
 * @param plugin name of the plug-in
 */
record PluginGuard(String plugin, ClassLoader loader) {

  /**
   * The result of a call.
   *
   * @param what the call in a few words, such as "reading its settings"
   * @throws SettingsException when it fails, or returns nothing
   */
  <T> T call(String what, Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      T result = call.get();
      if (result == null) {
        throw new SettingsException("Plug-in %s: %s returned null.".formatted(plugin, what));
      }
      return result;
    } catch (SettingsException | ProviderSettingsException | ArchiveUnavailableException e) {
      throw e;
    } catch (ServiceConfigurationError e) {
      throw failure(what, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException | LinkageError e) {
      throw failure(what, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private SettingsException failure(String what, Throwable cause) {
    String reason = SettingsException.printable(reason(cause));
    return new SettingsException(
        switch (cause) {
          case UnsupportedClassVersionError e ->
              "Plug-in %s was compiled for a newer Java than %s: %s."
                  .formatted(plugin, System.getProperty("java.version"), reason);
          case ExceptionInInitializerError e ->
              "Plug-in %s: %s failed: %s.".formatted(plugin, what, reason);
          case LinkageError e ->
              "Plug-in %s does not fit this version of the server, or a library of it is missing: %s."
                  .formatted(plugin, reason);
          default -> "Plug-in %s: %s failed: %s.".formatted(plugin, what, reason);
        });
  }

  private static String reason(Throwable cause) {
    Throwable shown =
        cause instanceof ExceptionInInitializerError && cause.getCause() != null
            ? cause.getCause()
            : cause;
    String text =
        shown instanceof ServiceConfigurationError
            // It begins with the name of the interface.
            ? String.valueOf(shown.getMessage()).replaceFirst("^[^ ]+: ", "")
            : shown.toString();
    String line = text.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
