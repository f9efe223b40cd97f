package durablestreams.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Annotation of a test, or of a class of tests, that needs a server:
 *
 * <pre>{@code
 * @DurableStreamsTest
 * class OrdersTest {
 *   @Test
 *   void ordersAreKept(DurableStreams streams) {
 *     new OrderService(streams.url()).place("book");
 *     assertEquals(List.of("\"book\""), streams.stream("orders").read().texts());
 *   }
 * }
 * }</pre>
 *
 * <p>The server is in memory and listens on a free port of the loopback address. Each test method
 * has one of its own, which is closed after it; one that a constructor or a method such as
 * {@code @BeforeAll} gets is shared by all methods of the class. For another configuration register
 * a {@link DurableStreamsExtension} with a builder.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(DurableStreamsExtension.class)
public @interface DurableStreamsTest {}
