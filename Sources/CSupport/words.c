#define _GNU_SOURCE
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The same pipe or terminal once more, as one that does not block: to set the flag on the descriptor itself would set it
   for the shell and for everybody else who has it. -1 where there is no such way. */
static int unblocked(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return -1;
  if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) return -1;
  char name[32];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  return open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Whether a word from the background would stop the whole job (stty tostop). */
static int would_stop(int descriptor) {
  struct termios settings;
  if (tcgetattr(descriptor, &settings) != 0 || !(settings.c_lflag & TOSTOP)) return 0;
  pid_t foreground = tcgetpgrp(descriptor);
  return foreground > 0 && foreground != getpgrp();
}

size_t support_say(int descriptor, const char *text, size_t length, int patience) {
  if (would_stop(descriptor)) return 0;
  sigset_t pipe_signal, before, waiting;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&waiting);
  int was_waiting = sigismember(&waiting, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);

  int own = unblocked(descriptor), target = own < 0 ? descriptor : own;
  long long end = milliseconds() + patience;
  size_t done = 0;
  int raised = 0;
  while (done < length) {
    long long left = end - milliseconds();
    struct pollfd room = {.fd = target, .events = POLLOUT};
    int ready = poll(&room, 1, left > 0 ? (int)left : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || !(room.revents & POLLOUT)) break;
    /* Where the descriptor may block: no more than there is room for once it says that there is some. */
    size_t part = length - done, most = own >= 0 ? 4096 : 64;
    if (part > most) part = most;
    ssize_t written = send(target, text + done, part, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK) written = write(target, text + done, part);
    if (written < 0 && (errno == EINTR || (errno == EAGAIN && milliseconds() < end))) continue;
    if (written < 0 && errno == EPIPE) raised = 1;
    if (written <= 0) break;
    done += (size_t)written;
  }
  if (own >= 0) close(own);

  /* The signal of a reader that has gone is this thread's, and nobody else's. */
  if (raised && !was_waiting) {
    struct timespec none = {0, 0};
    while (sigtimedwait(&pipe_signal, NULL, &none) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return done;
}

void support_reserve_standard_descriptors(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    /* The lowest free number is this one. What was closed for writing stays something that cannot be written. */
    (void)!open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
  }
}

int support_connect(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}
