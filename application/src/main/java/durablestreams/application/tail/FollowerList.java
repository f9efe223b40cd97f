package durablestreams.application.tail;

import java.util.Arrays;

/** Growable array of followers; each follower knows its index, so that removal is O(1). */
final class FollowerList {

  private TailFollower[] slots = new TailFollower[4];
  private volatile int size;

  synchronized void add(TailFollower follower) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size * 2);
    }
    follower.slot(size);
    slots[size] = follower;
    size = size + 1;
  }

  @SuppressWarnings("NullAway") // slots beyond size are empty
  synchronized boolean remove(TailFollower follower) {
    int slot = follower.slot();
    if (slot < 0) {
      return false;
    }
    int last = size - 1;
    slots[slot] = slots[last];
    slots[slot].slot(slot);
    slots[last] = null;
    follower.slot(-1);
    size = last;
    return true;
  }

  int size() {
    return size;
  }

  synchronized TailFollower[] all() {
    return Arrays.copyOf(slots, size);
  }
}
