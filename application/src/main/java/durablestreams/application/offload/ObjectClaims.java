package durablestreams.application.offload;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of objects that somebody is working on. An object that is being uploaded is on the list of
 * the doomed until it is published; the claim keeps it from being removed meanwhile, and keeps an
 * upload from beginning while the same name is being removed.
 */
final class ObjectClaims {

  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  boolean claim(String name) {
    return claimed.add(name);
  }

  void release(String name) {
    claimed.remove(name);
  }
}
