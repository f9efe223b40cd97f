package durablestreams.application.offload;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks on the names of objects. An object that is being uploaded is on the list of garbage objects
 * until it is published. The lock prevents its removal meanwhile, and prevents an upload from
 * starting while the same name is being removed.
 */
final class ObjectLocks {

  private final Set<String> locked = ConcurrentHashMap.newKeySet();

  boolean tryLock(String name) {
    return locked.add(name);
  }

  void unlock(String name) {
    locked.remove(name);
  }
}
