package durablestreams.conformance.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Runs a test class once per store. Its constructor takes the {@link StreamServer}, a process that
 * all classes with this annotation share, so each test uses streams of its own. With {@code
 * IMPLEMENTATION_TEST_URL} set the tests run against the server at that URL instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(SharedServers.class)
public @interface OnEveryStore {}
