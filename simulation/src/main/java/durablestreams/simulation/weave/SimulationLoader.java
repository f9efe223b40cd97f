package durablestreams.simulation.weave;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;

/**
 * Class loader that defines all classes of this project anew and weaves those that are simulated.
 * Only the scheduler, which woven and other classes share, comes from the parent.
 */
public final class SimulationLoader extends ClassLoader {

  private static final String OURS = "durablestreams.";
  private static final String SHARED = "durablestreams.simulation.";
  private static final List<String> SIMULATED =
      List.of(
          "durablestreams.simulation.client.",
          "durablestreams.simulation.server.",
          "durablestreams.simulation.cluster.");

  private final Weaver weaver;

  public SimulationLoader(Mutant mutant) {
    super(SimulationLoader.class.getClassLoader());
    // Not every JVM with assertions has them by a flag that concerns all loaders.
    setDefaultAssertionStatus(SimulationLoader.class.desiredAssertionStatus());
    this.weaver = new Weaver(this, mutant);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean shared = name.startsWith(SHARED) && !isSimulated(name);
    if (!name.startsWith(OURS) || shared) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private static boolean isSimulated(String name) {
    return SIMULATED.stream().anyMatch(name::startsWith);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    URL resource = getResource(name.replace('.', '/') + ".class");
    if (resource == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = resource.openStream()) {
      byte[] bytes = in.readAllBytes();
      byte[] woven = isSimulated(name) ? bytes : weaver.weave(name, bytes);
      return defineClass(name, woven, 0, woven.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
