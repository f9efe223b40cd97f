package durablestreams.simulation.weave;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weaver of one loader: redirects calls to the scheduler, replaces monitors by simulated ones, and
 * adds possible steps where volatile fields are used.
 */
final class Weaver {

  private static final ClassDesc MONITORS =
      ClassDesc.of("durablestreams.simulation.schedule.Monitors");
  private static final MethodTypeDesc OF_MONITOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final String BODY = "$unlocked";

  private final ClassFile classes;
  private final Mutant mutant;

  Weaver(ClassLoader loader, Mutant mutant) {
    this.mutant = mutant;
    this.classes =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)));
  }

  byte[] weave(String name, byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    Set<String> volatiles =
        model.fields().stream()
            .filter(field -> field.flags().has(AccessFlag.VOLATILE))
            .map(field -> field.fieldName().stringValue())
            .collect(Collectors.toSet());
    ClassDesc self = model.thisClass().asSymbol();
    CodeTransform weaving = (code, element) -> weave(code, element, self, volatiles);
    ClassTransform methods =
        (builder, element) -> {
          if (element instanceof MethodModel method) {
            CodeTransform calls =
                mutant == Mutant.NONE
                    ? weaving
                    : Mutations.of(mutant, name, method.methodName().stringValue())
                        .andThen(weaving);
            if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
              synchronizedMethod(builder, self, method, calls);
            } else {
              builder.transformMethod(method, MethodTransform.transformingCode(calls));
            }
          } else {
            builder.with(element);
          }
        };
    return classes.transformClass(model, methods);
  }

  private static void weave(
      CodeBuilder code, CodeElement element, ClassDesc self, Set<String> volatiles) {
    switch (element) {
      case InvokeInstruction call -> Redirects.of(call).accept(code);
      case InvokeDynamicInstruction call -> Redirects.ofReferences(call).accept(code);
      case MonitorInstruction monitor ->
          code.invokestatic(
              MONITORS, monitor.opcode() == Opcode.MONITORENTER ? "enter" : "exit", OF_MONITOR);
      case FieldInstruction field
          when field.owner().asSymbol().equals(self)
              && volatiles.contains(field.name().stringValue()) ->
          code.invokestatic(Redirects.RUNTIME, "pause", NOTHING).with(field);
      default -> code.with(element);
    }
  }

  /** The body becomes a method of its own, which is called with the monitor held. */
  private static void synchronizedMethod(
      ClassBuilder builder, ClassDesc self, MethodModel method, CodeTransform calls) {
    String name = method.methodName().stringValue();
    MethodTypeDesc type = method.methodTypeSymbol();
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    int hidden = ClassFile.ACC_PRIVATE | (isStatic ? ClassFile.ACC_STATIC : 0);
    builder.withMethod(
        name + BODY,
        type,
        hidden,
        body -> method.code().ifPresent(code -> body.transformCode(code, calls)));
    builder.withMethodBody(
        name,
        type,
        method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED,
        code -> {
          onMonitor(code, self, isStatic, "enter");
          code.trying(
              block -> {
                callBody(block, self, name + BODY, type, isStatic);
                onMonitor(block, self, isStatic, "exit");
                block.return_(TypeKind.from(type.returnType()));
              },
              handlers ->
                  handlers.catchingAll(handler -> {
                    onMonitor(handler, self, isStatic, "exit");
                    handler.athrow();
                  }));
        });
  }

  private static void onMonitor(CodeBuilder code, ClassDesc self, boolean isStatic, String action) {
    if (isStatic) {
      code.loadConstant(self);
    } else {
      code.aload(0);
    }
    code.invokestatic(MONITORS, action, OF_MONITOR);
  }

  private static void callBody(
      CodeBuilder code, ClassDesc self, String name, MethodTypeDesc type, boolean isStatic) {
    if (!isStatic) {
      code.aload(0);
    }
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    if (isStatic) {
      code.invokestatic(self, name, type);
    } else {
      code.invokevirtual(self, name, type);
    }
  }
}
