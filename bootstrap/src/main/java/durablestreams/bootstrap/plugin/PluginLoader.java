package durablestreams.bootstrap.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Class loader of one plug-in. Classes that the plug-in brings come before those of the server,
 * except in the packages that both use, which are always the server's: a plug-in that brings a
 * library in another version than the server gets its own, and its policy is still a policy to the
 * server.
 */
final class PluginLoader extends URLClassLoader {

  /** Beginnings of the names of classes that are always the server's. */
  private static final List<String> SHARED =
      List.of("java.", "durablestreams.", "org.slf4j.", "org.jspecify.");

  /** Services that are the plug-in's alone; otherwise those of the server would be found again. */
  private static final String OWN_SERVICES = "META-INF/services/durablestreams.";

  static {
    registerAsParallelCapable();
  }

  PluginLoader(String name, List<URL> jars, ClassLoader server) {
    super("plug-in " + name, jars.toArray(URL[]::new), server);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null && SHARED.stream().noneMatch(name::startsWith)) {
        loaded = own(name);
      }
      return loaded == null ? super.loadClass(name, resolve) : loaded;
    }
  }

  private @Nullable Class<?> own(String name) {
    try {
      return findClass(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (name.startsWith(OWN_SERVICES)) {
      return findResources(name);
    }
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    all.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(all);
  }
}
