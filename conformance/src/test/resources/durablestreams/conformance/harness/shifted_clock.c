/*
 * A wall clock that a test sets, for a process that is started with LD_PRELOAD. The file that
 * SHIFTED_CLOCK names holds the shift in nanoseconds, as a number of eight bytes in the order of the
 * machine, and is mapped into memory. Clocks that only go forward are left alone: what waits or
 * measures goes on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static volatile long long *shift;

__attribute__((constructor)) static void map(void) {
  const char *file = getenv("SHIFTED_CLOCK");
  int fd = file == NULL ? -1 : open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return;
  }
  void *page = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (page != MAP_FAILED) {
    shift = page;
  }
}

static void add(struct timespec *time) {
  if (shift != NULL) {
    long long nanos = time->tv_nsec + *shift % SECOND;
    time->tv_sec += *shift / SECOND + (nanos >= SECOND) - (nanos < 0);
    time->tv_nsec = nanos >= SECOND ? nanos - SECOND : nanos < 0 ? nanos + SECOND : nanos;
  }
}

int clock_gettime(clockid_t id, struct timespec *time) {
  static int (*next)(clockid_t, struct timespec *);
  if (next == NULL) {
    next = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
  }
  int result = next(id, time);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    add(time);
  }
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  int result = clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place != NULL) {
    *place = now.tv_sec;
  }
  return now.tv_sec;
}
