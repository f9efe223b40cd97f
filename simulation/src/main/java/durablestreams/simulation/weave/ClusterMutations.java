package durablestreams.simulation.weave;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.BiConsumer;

/** Changes of single calls that break a rule of replication. */
final class ClusterMutations {

  private static final String REPLICATION = "durablestreams.application.replication.";
  private static final ClassDesc CHAIN = ClassDesc.of("durablestreams.domain.replication.Chain");
  private static final ClassDesc WRITER = ClassDesc.of(REPLICATION + "leader.LogWriter");
  private static final ClassDesc PLANTED =
      ClassDesc.of("durablestreams.simulation.cluster.Planted");

  private ClusterMutations() {}

  /** What the mutant changes in a method, named by its class and itself. */
  static CodeTransform of(Mutant mutant, String method) {
    return switch (mutant) {
      case VOID_APPEND_COUNTS ->
          in(method, "leader.LogWriter.verdict", ClusterMutations::isNoInstance);
      case NEXT_PLACE_DECIDES ->
          call(
              method,
              "leader.LogWriter.write",
              "append",
              (code, call) -> {
                code.with(call);
                ClassDesc result = call.typeSymbol().returnType();
                code.invokestatic(PLANTED, "byNextPlace", MethodTypeDesc.of(result, result));
              });
      case UNKNOWN_CALLED_FAILED ->
          call(
              method,
              "leader.LogWriter.write",
              "resolve",
              (code, call) -> {
                code.pop().pop2();
                code.getstatic(WRITER, "VOIDED", WRITER.nested("Written"));
              });
      case ELECTED_BEHIND_PARTS ->
          call(
              method,
              "leader.LogWriter.encode",
              "last",
              (code, call) -> code.invokevirtual(CHAIN, "end", call.typeSymbol()));
      case OLD_EPOCH_ACCEPTED ->
          method.endsWith(".Chain.read")
              ? calls(
                  "epoch",
                  (code, call) -> {
                    code.aload(0);
                    code.invokestatic(
                        PLANTED,
                        "epoch",
                        MethodTypeDesc.of(ConstantDescs.CD_long, call.owner().asSymbol(), CHAIN));
                  })
              : in(method, "leader.LogWriter.leads", ClusterMutations::isTrue);
      case VOID_APPLIED ->
          call(
              method,
              "node.LogFollower.follow",
              "step",
              (code, call) ->
                  code.invokestatic(
                      PLANTED,
                      "step",
                      call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol())));
      case UNAPPLIED_READ ->
          call(
              method,
              "node.ClusterNode.present",
              "await",
              (code, call) -> {
                if (call.typeSymbol().parameterCount() == 2) {
                  code.pop().pop2().pop().iconst_1();
                } else {
                  code.with(call);
                }
              });
      case CLOCK_GOES_BACK ->
          call(method, "node.LogClock.passed", "isAfter", (code, call) -> code.pop2().iconst_0());
      case LEADS_AFTER_FAILED_STORE ->
          call(method, "node.LeaderLog.store", "end", (code, call) -> code.pop2());
      case TWO_ORIGINS ->
          call(
                  method,
                  "node.NodeLoop.lead",
                  "writeFirst",
                  (code, call) -> code.invokevirtual(WRITER, "write", call.typeSymbol()))
              .andThen(
                  call(
                      method,
                      "LogReader.requireFirst",
                      "equals",
                      (code, call) -> code.pop2().iconst_1()));
      case LEVEL_IGNORED ->
          call(method, "node.LogFollower.follow", "requireReadable", (code, call) -> code.pop2());
      case UNCONFIRMED_ANSWER ->
          method.equals("durablestreams.application.sequencer.GroupCommitter.confirm")
              ? calls("confirm", (code, call) -> code.pop())
              : CodeTransform.ACCEPT_ALL;
      default -> CodeTransform.ACCEPT_ALL;
    };
  }

  private static CodeTransform in(String method, String place, CodeTransform change) {
    return method.equals(REPLICATION + place) ? change : CodeTransform.ACCEPT_ALL;
  }

  /** Changes the calls of that name in one method. */
  private static CodeTransform call(
      String method, String place, String name, BiConsumer<CodeBuilder, InvokeInstruction> change) {
    return in(method, place, calls(name, change));
  }

  private static CodeTransform calls(
      String name, BiConsumer<CodeBuilder, InvokeInstruction> change) {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && call.name().equalsString(name)) {
        change.accept(code, call);
      } else {
        code.with(element);
      }
    };
  }

  /** Each {@code instanceof} says no. */
  private static void isNoInstance(CodeBuilder code, CodeElement element) {
    if (element instanceof TypeCheckInstruction check && check.opcode() == Opcode.INSTANCEOF) {
      code.pop().iconst_0();
    } else {
      code.with(element);
    }
  }

  /** Returns true whatever was found. */
  private static void isTrue(CodeBuilder code, CodeElement element) {
    if (element instanceof ReturnInstruction) {
      code.pop().iconst_1();
    }
    code.with(element);
  }
}
