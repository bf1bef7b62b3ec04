#define _GNU_SOURCE
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The guard's descriptors; the program has the first three. */
enum { control_end = 3, status_end = 4, first_free = 5 };

int support_event(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

ssize_t support_write_pipe(int descriptor, const void *bytes, size_t length) {
  sigset_t pipe_signal, before, waiting;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&waiting);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  ssize_t written = write(descriptor, bytes, length);
  int error = errno;
  if (written < 0 && error == EPIPE && !sigismember(&waiting, SIGPIPE)) {
    struct timespec none = {0, 0};
    while (sigtimedwait(&pipe_signal, NULL, &none) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

/* MARK: The guard. After fork in a program with threads: nothing here takes a lock or memory. */

static void tell(int word) { (void)!write(status_end, &word, sizeof word); }

/* Kills every child of this process. 0 where the system does not list them. */
static int kill_children(void) {
  char text[4096];
  int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0) return 0;
  ssize_t count;
  pid_t number = 0;
  while ((count = read(list, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < count; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        number = number * 10 + (text[i] - '0');
      } else {
        if (number > 1) kill(number, SIGKILL);
        number = 0;
      }
    }
  }
  close(list);
  return 1;
}

/* The children of what is killed become this process's, and are killed in turn. Returns the program's status. */
static int kill_all(pid_t program) {
  int status = 0, is_listed;
  kill(-program, SIGKILL);
  do {
    is_listed = kill_children();
    int any;
    pid_t gone = waitpid(is_listed ? -1 : program, &any, 0);
    if (gone < 0 && errno != EINTR) break;
    if (gone == program) status = any;
  } while (is_listed);
  return status;
}

/* Whether the program has ended; its number stays taken. Collects the others. */
static int has_ended(pid_t program) {
  for (;;) {
    siginfo_t child = {0};
    if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) != 0) return errno != EINTR;
    if (child.si_pid == 0) return 0;
    if (child.si_pid == program) return 1;
    waitpid(child.si_pid, NULL, 0);
  }
}

static _Noreturn void guard(char *const *arguments, char *const *environment, const char *directory, int ends[5]) {
  /* Out of the way first: some may be what others are to become. */
  for (int i = 0; i < first_free; i++) ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 2 * first_free);
  for (int i = 0; i < first_free; i++)
    if (ends[i] < 0 || dup2(ends[i], i) < 0) _exit(1);
  closefrom(first_free);
  fcntl(control_end, F_SETFD, FD_CLOEXEC);
  fcntl(status_end, F_SETFD, FD_CLOEXEC);
  setsid();
  prctl(PR_SET_NAME, "phase-tui-guard");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  /* All signals are blocked here, so that only SIGKILL ends the guard; the program has none blocked. */
  struct sigaction usual = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);

  volatile int error = 0;
  pid_t self = getpid(), program = vfork();
  if (program == 0) {
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == self && (!directory || chdir(directory) == 0)) {
      sigprocmask(SIG_SETMASK, &none, NULL);
      execvpe(arguments[0], arguments, environment);
    }
    error = errno;
    _exit(127);
  }
  if (program < 0) error = errno;
  tell(error);
  if (error != 0) {
    if (program > 0) waitpid(program, NULL, 0);
    _exit(1);
  }
  /* Whoever reads and writes there finds the end of it once the program closes it. */
  for (int i = 0; i < control_end; i++) close(i);
  (void)!chdir("/");

  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  int ended = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  while (!has_ended(program)) {
    struct pollfd watch[] = {{.fd = control_end, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
    if (poll(watch, 2, ended < 0 ? 100 : -1) < 0) continue;
    struct signalfd_siginfo drained;
    while (ended >= 0 && read(ended, &drained, sizeof drained) > 0) {}
    if (watch[0].revents == 0) continue;
    char byte;
    if (read(control_end, &byte, 1) <= 0) break;
    kill(-program, SIGTERM);
    kill(-program, SIGCONT);
  }
  tell(kill_all(program));
  _exit(0);
}

/* MARK: The program that has one */

static void close_all(int descriptors[], int count) {
  for (int i = 0; i < count; i++)
    if (descriptors[i] >= 0) close(descriptors[i]);
}

int support_program_start(
    char *const *arguments, char *const *environment, const char *directory, int errors, support_program *program) {
  /* Pairs of an end to read from and one to write to: input, output, control, status. */
  int ends[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
  for (int i = 0; i < 8; i += 2) {
    if (pipe2(ends + i, O_CLOEXEC) != 0) {
      int error = errno;
      close_all(ends, 8);
      return error;
    }
  }
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pid_t child = fork();
  int error = child < 0 ? errno : 0;
  if (child == 0) {
    int own[] = {ends[0], ends[3], errors, ends[4], ends[7]};
    guard(arguments, environment, directory, own);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  int others[] = {ends[0], ends[3], ends[4], ends[7]};
  close_all(others, 4);
  *program = (support_program){child, ends[1], ends[2], ends[5], ends[6]};
  if (error == 0) {
    ssize_t count;
    while ((count = read(program->status, &error, sizeof error)) < 0 && errno == EINTR) {}
    if (count != sizeof error) error = ECHILD;
  }
  if (error != 0) {
    support_program_forget(program, 1000);
    return error;
  }
  int open[] = {program->input, program->output, program->status};
  for (int i = 0; i < 3; i++) fcntl(open[i], F_SETFL, fcntl(open[i], F_GETFL) | O_NONBLOCK);
  return 0;
}

void support_program_forget(support_program *program, int patience) {
  int open[] = {program->control, program->input, program->output};
  close_all(open, 3);
  /* The guard's end of it closes with the guard. One whose program the system cannot end is left behind. */
  for (;;) {
    struct pollfd watch = {.fd = program->status, .events = POLLIN};
    int ready = poll(&watch, 1, patience);
    if (ready < 0 && errno == EINTR) continue;
    char rest[64];
    if (ready <= 0 || read(program->status, rest, sizeof rest) <= 0) break;
  }
  int status, options = WNOHANG;
  struct pollfd watch = {.fd = program->status, .events = POLLIN};
  if (poll(&watch, 1, 0) == 1 && (watch.revents & POLLHUP)) options = 0;
  if (program->guard > 0)
    while (waitpid(program->guard, &status, options) < 0 && errno == EINTR) {}
  close(program->status);
  *program = (support_program){-1, -1, -1, -1, -1};
}
