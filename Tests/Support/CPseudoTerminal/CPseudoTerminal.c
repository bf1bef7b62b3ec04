#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int pseudo_terminal_open(unsigned short rows, unsigned short columns, int *master, int *terminal) {
  char name[128];
  int error = 0;
  *terminal = -1;
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master < 0) return errno;
  if (grantpt(*master) != 0 || unlockpt(*master) != 0) error = errno;
  if (error == 0) error = pseudo_terminal_name(*master, name, sizeof name);
  if (error == 0) {
    *terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*terminal < 0) error = errno;
  }
  if (error == 0) error = pseudo_terminal_resize(*master, rows, columns);
  if (error != 0) {
    close(*master);
    if (*terminal >= 0) close(*terminal);
  }
  return error;
}

int pseudo_terminal_resize(int master, unsigned short rows, unsigned short columns) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  return ioctl(master, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

int pseudo_terminal_name(int master, char *name, size_t length) {
  return ptsname_r(master, name, length);
}

int spawn_session(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    const char *terminal, const int *descriptors, pid_t *process) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = posix_spawnattr_init(&attributes);
  if (error != 0) return error;
  error = posix_spawn_file_actions_init(&actions);
  if (error != 0) {
    posix_spawnattr_destroy(&attributes);
    return error;
  }
#define TRY(call) if (error == 0) error = (call)
  TRY(posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  TRY(posix_spawnattr_setsigmask(&attributes, &none));
  TRY(posix_spawnattr_setsigdefault(&attributes, &all));
  if (directory) TRY(posix_spawn_file_actions_addchdir_np(&actions, directory));
  if (terminal) {
    // The first terminal that a session leader opens becomes its controlling terminal.
    TRY(posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0));
    TRY(posix_spawn_file_actions_adddup2(&actions, 0, 1));
    TRY(posix_spawn_file_actions_adddup2(&actions, 0, 2));
  } else {
    for (int i = 0; i < 3; i++) TRY(posix_spawn_file_actions_adddup2(&actions, descriptors[i], i));
  }
  TRY(posix_spawn_file_actions_addclosefrom_np(&actions, 3));
  TRY(posix_spawn(process, path, &actions, &attributes, arguments, environment));
#undef TRY
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
