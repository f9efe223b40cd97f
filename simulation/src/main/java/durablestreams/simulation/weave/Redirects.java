package durablestreams.simulation.weave;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;

/** Table of the methods of the JDK that are replaced by methods of the simulated runtime. */
final class Redirects {

  static final ClassDesc RUNTIME =
      ClassDesc.of("durablestreams.simulation.schedule.SimulatedRuntime");

  private static final ClassDesc BUILDER =
      ClassDesc.of("durablestreams.simulation.schedule.ThreadBuilder");
  private static final ClassDesc PLATFORM_BUILDER =
      ClassDesc.of("java.lang.Thread").nested("Builder", "OfPlatform");

  private static final Set<String> STATIC =
      Set.of(
          "java.lang.System.nanoTime()J",
          "java.lang.Thread.sleep(J)V",
          "java.lang.Thread.sleep(Ljava/time/Duration;)V",
          "java.lang.Thread.ofPlatform()Ljava/lang/Thread$Builder$OfPlatform;",
          "java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()"
              + "Ljava/util/concurrent/ExecutorService;",
          "java.util.concurrent.locks.LockSupport.parkNanos(Ljava/lang/Object;J)V",
          "java.util.concurrent.locks.LockSupport.parkNanos(J)V",
          "java.util.concurrent.locks.LockSupport.unpark(Ljava/lang/Thread;)V");

  private static final Set<String> OF_AN_OBJECT =
      Set.of(
          "java.util.concurrent.locks.ReentrantLock.lock()V",
          "java.util.concurrent.locks.ReentrantLock.unlock()V",
          "java.util.concurrent.locks.Condition.awaitNanos(J)J",
          "java.lang.Thread.join(J)V",
          "java.util.concurrent.ExecutorService.shutdownNow()Ljava/util/List;",
          "java.util.concurrent.ExecutorService.awaitTermination"
              + "(JLjava/util/concurrent/TimeUnit;)Z",
          "java.util.concurrent.CompletableFuture.get"
              + "(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;");

  private static final Set<String> MAPS =
      Set.of(
          "java.util.Map",
          "java.util.concurrent.ConcurrentMap",
          "java.util.concurrent.ConcurrentHashMap");
  private static final Set<String> OF_A_MAP =
      Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");
  private static final ClassDesc MAP = ClassDesc.of("java.util.Map");

  /**
   * Calls that nothing stands for. Real time and real threads would make a run depend on chance, so
   * a class that has one is refused until the call is redirected.
   */
  private static final Set<String> REFUSED =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.Clock.systemUTC",
          "java.lang.Thread.startVirtualThread",
          "java.util.concurrent.locks.LockSupport.parkUntil",
          "java.util.concurrent.locks.Condition.await(J",
          "java.util.concurrent.CompletableFuture.orTimeout",
          "java.util.concurrent.CompletableFuture.supplyAsync",
          "java.util.concurrent.CompletableFuture.runAsync",
          "java.util.concurrent.Semaphore.tryAcquire(J",
          "java.util.concurrent.CountDownLatch.await(J",
          "java.util.concurrent.Executors.newCachedThreadPool",
          "java.util.concurrent.Executors.newScheduledThreadPool",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.lang.Object.wait",
          "java.lang.Object.notify");

  private Redirects() {}

  /** The call, or what stands for it. */
  static Consumer<CodeBuilder> of(InvokeInstruction call) {
    ClassDesc owner = call.owner().asSymbol();
    MethodTypeDesc type = call.typeSymbol();
    String name = call.name().stringValue();
    if (owner.equals(PLATFORM_BUILDER)) {
      return code -> code.invokevirtual(BUILDER, name, built(type));
    }
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    String key = key(owner, name, type);
    if ((isStatic ? STATIC : OF_AN_OBJECT).contains(key)) {
      MethodTypeDesc full = isStatic ? built(type) : type.insertParameterTypes(0, owner);
      return code -> code.invokestatic(RUNTIME, name, full);
    }
    if (OF_A_MAP.contains(name) && MAPS.contains(className(owner))) {
      return code -> code.invokestatic(RUNTIME, name, type.insertParameterTypes(0, MAP));
    }
    requireAllowed(key);
    return code -> code.with(call);
  }

  /** The same for method references. */
  static Consumer<CodeBuilder> ofReferences(InvokeDynamicInstruction call) {
    ConstantDesc[] arguments =
        call.bootstrapArgs().stream().map(Redirects::redirected).toArray(ConstantDesc[]::new);
    if (Arrays.asList(arguments).equals(call.bootstrapArgs())) {
      return code -> code.with(call);
    }
    return code ->
        code.invokedynamic(
            DynamicCallSiteDesc.of(
                call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(), arguments));
  }

  private static ConstantDesc redirected(ConstantDesc argument) {
    if (!(argument instanceof DirectMethodHandleDesc handle)
        || handle.kind() == DirectMethodHandleDesc.Kind.GETTER) {
      return argument;
    }
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(handle.lookupDescriptor());
    String key = key(handle.owner(), handle.methodName(), type);
    if (STATIC.contains(key)) {
      return MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC, RUNTIME, handle.methodName(), built(type));
    }
    if (OF_AN_OBJECT.contains(key)) {
      return MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          RUNTIME,
          handle.methodName(),
          type.insertParameterTypes(0, handle.owner()));
    }
    requireAllowed(key);
    return argument;
  }

  private static String key(ClassDesc owner, String name, MethodTypeDesc type) {
    return className(owner) + "." + name + type.descriptorString();
  }

  private static String className(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }

  private static MethodTypeDesc built(MethodTypeDesc type) {
    return type.returnType().equals(PLATFORM_BUILDER) ? type.changeReturnType(BUILDER) : type;
  }

  private static void requireAllowed(String key) {
    for (String refused : REFUSED) {
      if (key.startsWith(refused)) {
        throw new IllegalStateException(
            key + " cannot be simulated: add it to the calls that are redirected");
      }
    }
  }
}
