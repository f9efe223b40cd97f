package durablestreams.simulation.schedule;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Wrapper of a port: each call begins and ends with a step. */
public final class Stepping {

  private Stepping() {}

  public static <P> P of(Class<P> port, P inner, Scheduler scheduler) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              scheduler.step();
              try {
                Object result = method.invoke(inner, arguments);
                scheduler.step();
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
