/*
 * Journal of what a process does to files below a folder, for a process that is started with
 * LD_PRELOAD: writes, changes of size, names, and the begin and end of each fsync. From it follows
 * what a disk may hold after a power cut. POWER_CUT_ROOT is what the paths begin with,
 * POWER_CUT_JOURNAL the file to write to.
 *
 * A record: a letter, the length of the path (2 bytes), the path, a number (8 bytes), the length
 * of the data (4 bytes), the data; in the byte order of the machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -2;
static uint64_t syncs = 0;

static int is_watched(const char *path) {
  const char *root = getenv("POWER_CUT_ROOT");
  return root != NULL && path[0] == '/' && strncmp(path, root, strlen(root)) == 0
      && strstr(path + strlen(root), "/data") != NULL;
}

static void record(char kind, const char *path, uint64_t number, const void *data, uint32_t length) {
  int before = errno;
  uint16_t path_length = (uint16_t) strlen(path);
  char head[3];
  char numbers[12];
  head[0] = kind;
  memcpy(head + 1, &path_length, 2);
  memcpy(numbers, &number, 8);
  memcpy(numbers + 8, &length, 4);
  struct iovec parts[4] = {
      {head, 3}, {(void *) path, path_length}, {numbers, 12}, {(void *) data, length}};
  pthread_mutex_lock(&lock);
  if (journal == -2) {
    const char *name = getenv("POWER_CUT_JOURNAL");
    journal = name == NULL ? -1
        : (int) syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  if (journal >= 0) {
    syscall(SYS_writev, journal, parts, 4);
  }
  pthread_mutex_unlock(&lock);
  errno = before;
}

/* The path of a descriptor if it is watched, or NULL. */
static const char *watched(int fd, char *path) {
  char link[64];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  errno = before;
  if (length <= 0) {
    return NULL;
  }
  path[length] = 0;
  return is_watched(path) ? path : NULL;
}

static void opened(const char *path, int flags, int fd) {
  if (fd >= 0 && is_watched(path)) {
    if (flags & O_CREAT) {
      record('C', path, 0, "", 0);
    }
    if (flags & O_TRUNC) {
      record('T', path, 0, "", 0);
    }
  }
}

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = va_arg(rest, mode_t);                   \
    va_end(rest);                                         \
    int fd = NEXT(name)(path, flags, mode);               \
    opened(path, flags, fd);                              \
    return fd;                                            \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                      \
  int name(int folder, const char *path, int flags, ...) { \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = va_arg(rest, mode_t);                   \
    va_end(rest);                                         \
    int fd = NEXT(name)(folder, path, flags, mode);       \
    opened(path, flags, fd);                              \
    return fd;                                            \
  }
OPENAT(openat)
OPENAT(openat64)

static void written(int fd, const void *bytes, ssize_t n, int64_t at) {
  char path[PATH_MAX];
  if (n > 0 && watched(fd, path)) {
    if (at < 0) {
      at = (int64_t) lseek(fd, 0, SEEK_CUR) - n;
    }
    record('W', path, (uint64_t) at, bytes, (uint32_t) n);
  }
}

static void gathered(int fd, const struct iovec *parts, int count, ssize_t n, int64_t at) {
  char path[PATH_MAX];
  if (n <= 0 || !watched(fd, path)) {
    return;
  }
  if (at < 0) {
    at = (int64_t) lseek(fd, 0, SEEK_CUR) - n;
  }
  for (int i = 0; i < count && n > 0; i++) {
    ssize_t part = (ssize_t) parts[i].iov_len < n ? (ssize_t) parts[i].iov_len : n;
    record('W', path, (uint64_t) at, parts[i].iov_base, (uint32_t) part);
    at += part;
    n -= part;
  }
}

ssize_t write(int fd, const void *bytes, size_t size) {
  ssize_t n = NEXT(write)(fd, bytes, size);
  written(fd, bytes, n, -1);
  return n;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  ssize_t n = NEXT(pwrite)(fd, bytes, size, at);
  written(fd, bytes, n, at);
  return n;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  ssize_t n = NEXT(pwrite64)(fd, bytes, size, at);
  written(fd, bytes, n, at);
  return n;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t n = NEXT(writev)(fd, parts, count);
  gathered(fd, parts, count, n, -1);
  return n;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  ssize_t n = NEXT(pwritev)(fd, parts, count, at);
  gathered(fd, parts, count, n, at);
  return n;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  ssize_t n = NEXT(pwritev64)(fd, parts, count, at);
  gathered(fd, parts, count, n, at);
  return n;
}

static int resized(int fd, int64_t size, int result) {
  char path[PATH_MAX];
  if (result == 0 && watched(fd, path)) {
    record('T', path, (uint64_t) size, "", 0);
  }
  return result;
}

int ftruncate(int fd, off_t size) {
  return resized(fd, size, NEXT(ftruncate)(fd, size));
}

int ftruncate64(int fd, off64_t size) {
  return resized(fd, size, NEXT(ftruncate64)(fd, size));
}

/* Copies within the kernel go around this library; callers copy by themselves instead. */
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags) {
  errno = ENOSYS;
  return -1;
}

ssize_t sendfile(int out, int in, off_t *from, size_t size) {
  char path[PATH_MAX];
  if (watched(out, path)) {
    errno = EINVAL;
    return -1;
  }
  return NEXT(sendfile)(out, in, from, size);
}

ssize_t sendfile64(int out, int in, off64_t *from, size_t size) {
  char path[PATH_MAX];
  if (watched(out, path)) {
    errno = EINVAL;
    return -1;
  }
  return NEXT(sendfile64)(out, in, from, size);
}

static int renamed(const char *from, const char *to, int result) {
  if (result == 0 && is_watched(from) && is_watched(to)) {
    record('R', from, 0, to, (uint32_t) strlen(to));
  }
  return result;
}

int rename(const char *from, const char *to) {
  return renamed(from, to, NEXT(rename)(from, to));
}

int renameat(int old, const char *from, int new, const char *to) {
  return renamed(from, to, NEXT(renameat)(old, from, new, to));
}

static int removed(const char *path, int result) {
  if (result == 0 && is_watched(path)) {
    record('U', path, 0, "", 0);
  }
  return result;
}

int unlink(const char *path) {
  return removed(path, NEXT(unlink)(path));
}

int remove(const char *path) {
  return removed(path, NEXT(remove)(path));
}

/* A second name: the same bytes, which no one writes to under two names. */
int link(const char *from, const char *to) {
  int result = NEXT(link)(from, to);
  if (result == 0 && is_watched(from) && is_watched(to)) {
    record('L', from, 0, to, (uint32_t) strlen(to));
  }
  return result;
}

int unlinkat(int folder, const char *path, int flags) {
  return removed(path, NEXT(unlinkat)(folder, path, flags));
}

#define SYNC(name)                                        \
  int name(int fd) {                                      \
    char path[PATH_MAX];                                  \
    if (!watched(fd, path)) {                             \
      return NEXT(name)(fd);                              \
    }                                                     \
    uint64_t number = __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST); \
    record('B', path, number, "", 0);                     \
    int result = NEXT(name)(fd);                          \
    if (result == 0) {                                    \
      record('E', path, number, "", 0);                   \
    }                                                     \
    return result;                                        \
  }
SYNC(fsync)
SYNC(fdatasync)
