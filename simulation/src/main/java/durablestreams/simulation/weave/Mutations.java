package durablestreams.simulation.weave;

import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Changes of single calls that plant a fault. */
final class Mutations {

  private static final String SEQUENCER = "durablestreams.application.sequencer.";
  private static final String SWEEP = "durablestreams.application.subscription.wake.Sweep";
  private static final String WAKER = "durablestreams.application.subscription.wake.Waker";
  private static final ClassDesc COMMITTER = ClassDesc.of(SEQUENCER + "GroupCommitter");
  private static final ClassDesc REPLY = ClassDesc.of(SEQUENCER + "Reply");
  private static final ClassDesc BATCH = ClassDesc.of(SEQUENCER + "Batch");
  private static final ClassDesc WORKING_SET = ClassDesc.of(SEQUENCER + "WorkingSet");

  private Mutations() {}

  static CodeTransform of(Mutant mutant, String className, String method) {
    if (mutant == Mutant.NO_LOOK_AFTER_START && className.equals(SWEEP)) {
      return swept();
    }
    if (mutant == Mutant.LEASE_NEVER_EXPIRES && className.equals(WAKER)) {
      return unexpired();
    }
    if (mutant.scenario().equals(Mutant.CLUSTER)) {
      return ClusterMutations.of(mutant, className + "." + method);
    }
    if (!className.equals(SEQUENCER + "GroupCommitter")) {
      return CodeTransform.ACCEPT_ALL;
    }
    return switch (mutant) {
      case REPLY_BEFORE_COMMIT -> replyFirst();
      case PUBLISH_BEFORE_COMMIT -> publishFirst();
      case NO_READ_AFTER_FAILED_COMMIT -> keep();
      default -> CodeTransform.ACCEPT_ALL;
    };
  }

  /** {@code expire(id)} is left out. */
  private static CodeTransform unexpired() {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && calls(call, ClassDesc.of(WAKER), "expire")) {
        code.pop2();
      } else {
        code.with(element);
      }
    };
  }

  /** {@code next = …} is followed by {@code sweptTo = -1}. */
  private static CodeTransform swept() {
    ClassDesc sweep = ClassDesc.of(SWEEP);
    return (code, element) -> {
      code.with(element);
      if (element instanceof FieldInstruction field
          && field.opcode() == Opcode.PUTFIELD
          && field.name().equalsString("next")) {
        code.aload(0).loadConstant(-1L).putfield(sweep, "sweptTo", ConstantDescs.CD_long);
      }
    };
  }

  /** {@code reply.decide(batch)} is followed by {@code reply.complete(null)}. */
  private static CodeTransform replyFirst() {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && calls(call, REPLY, "decide")) {
        code.dup2().with(call).pop().aconst_null();
        code.invokevirtual(
            REPLY,
            "complete",
            MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.lang.Throwable")));
      } else {
        code.with(element);
      }
    };
  }

  /** {@code publish(batch)} comes before {@code store(batch)}, and not after it. */
  private static CodeTransform publishFirst() {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && calls(call, COMMITTER, "publish")) {
        code.pop2();
      } else if (element instanceof InvokeInstruction call && calls(call, COMMITTER, "store")) {
        code.dup2();
        code.invokevirtual(COMMITTER, "publish", MethodTypeDesc.of(ConstantDescs.CD_void, BATCH));
        code.with(call);
      } else {
        code.with(element);
      }
    };
  }

  /** {@code discard()} becomes {@code undoTo(0)}. */
  private static CodeTransform keep() {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && calls(call, WORKING_SET, "discard")) {
        code.iconst_0();
        code.invokevirtual(
            WORKING_SET, "undoTo", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int));
      } else {
        code.with(element);
      }
    };
  }

  private static boolean calls(InvokeInstruction call, ClassDesc owner, String name) {
    return call.owner().asSymbol().equals(owner) && call.name().equalsString(name);
  }
}
