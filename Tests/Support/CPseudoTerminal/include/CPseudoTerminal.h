#pragma once
#include <sys/types.h>

/// Opens a pseudoterminal of the given size. `*master` is the emulator's end, `*terminal` the program's.
/// Returns 0 or an error number.
int pseudo_terminal_open(unsigned short rows, unsigned short columns, int *master, int *terminal);

/// Changes the size; the terminal's foreground processes get SIGWINCH. Returns 0 or an error number.
int pseudo_terminal_resize(int master, unsigned short rows, unsigned short columns);

/// Writes the path of the program's end, with its terminating zero. Returns 0 or an error number.
int pseudo_terminal_name(int master, char *name, size_t length);

/// Starts a program as the leader of a session of its own, with no other descriptors than 0, 1 and 2, no blocked
/// signals and every signal at its default. With `terminal` not null, that becomes its controlling terminal
/// and all three descriptors; otherwise they are copies of `descriptors`. Returns 0 or an error number.
int spawn_session(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    const char *terminal, const int *descriptors, pid_t *process);

/// A descriptor that becomes readable when the process ends, or -1.
int process_descriptor(pid_t process);
