/*
 * Faults of a disk, for a process that is started with LD_PRELOAD. The file that FAULTY_DISK names
 * holds rules, one a line: the operation (write, fsync or lose), an errno or a negative number of
 * milliseconds to wait, and the end of the paths that it is about. A lost write does nothing and
 * reports success, as one that a failed fsync left out of the disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static size_t contents(char *rules, size_t size) {
  const char *control = getenv("FAULTY_DISK");
  int fd = control == NULL ? -1 : (int) syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return 0;
  }
  long n = syscall(SYS_read, fd, rules, size - 1);
  syscall(SYS_close, fd);
  return n < 0 ? 0 : (size_t) n;
}

static int ends_with(const char *path, const char *end) {
  size_t length = strlen(path);
  size_t wanted = strlen(end);
  return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

/* 0, or -1 with errno set as the rule says. */
static int fault(const char *operation, int fd) {
  char rules[1024];
  int before = errno;
  size_t n = contents(rules, sizeof rules);
  errno = before;
  if (n == 0) {
    return 0;
  }
  rules[n] = 0;
  char link[64];
  char path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length <= 0) {
    return 0;
  }
  path[length] = 0;
  char *rest = NULL;
  for (char *line = strtok_r(rules, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    char op[16];
    char end[256];
    int action;
    if (sscanf(line, "%15s %d %255s", op, &action, end) == 3 && strcmp(op, operation) == 0
        && ends_with(path, end)) {
      if (action > 0) {
        errno = action;
        return -1;
      }
      usleep((useconds_t) -action * 1000);
    }
  }
  return 0;
}

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

#define LOST(fd) (fault("lose", fd) != 0)

ssize_t write(int fd, const void *bytes, size_t n) {
  return LOST(fd) ? n : fault("write", fd) ? -1 : NEXT(write)(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
  return LOST(fd) ? n : fault("write", fd) ? -1 : NEXT(pwrite)(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  return LOST(fd) ? n : fault("write", fd) ? -1 : NEXT(pwrite64)(fd, bytes, n, at);
}

/* A failed fsync has lost nothing here but what "lose" left out. */
int fsync(int fd) {
  return fault("fsync", fd) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd) {
  return fault("fsync", fd) ? -1 : NEXT(fdatasync)(fd);
}
