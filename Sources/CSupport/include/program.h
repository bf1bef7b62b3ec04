#pragma once
#include <stddef.h>
#include <sys/types.h>

/* A program that this one talks with over pipes, and that must not outlive it.

   Between the two stands a guard, a small process without threads that does three things. It notices that this program
   has gone, however that happened (kill -9 too), because the other end of `control` closes then; it kills the program
   with all that the program has started, processes that left its group among them, which become the guard's own
   children; and it keeps the program's number from being given to another process while a signal may still be sent.
   PR_SET_PDEATHSIG alone would not do: it follows the *thread* that started the program, and a thread of a pool ends
   whenever the pool likes; it is set on the program for the case that the guard itself is killed.

   The guard is a fork that runs no other file, so that it works in whatever program this is part of. It has this program's
   memory as of its start, shared until it is written to. */
typedef struct {
  /* To be collected by `support_program_forget`. */
  pid_t guard;
  /* Ends of the program's standard input and output; they do not block. */
  int input, output;
  /* To the guard: a byte asks for SIGTERM to the program's group, closing it ends everything. */
  int control;
  /* From the guard: the program's status as of waitpid, an int, once it and its descendants are gone; then the end. */
  int status;
} support_program;

/* Starts a program in a process group and session of its own, with the default signals and no descriptors but the
   first three.
   - arguments, environment: each with NULL at its end; the first argument is looked up in PATH.
   - directory: to start it in, or NULL.
   - errors: the descriptor that becomes its standard error.
   Returns 0, or the errno of what did not work. */
int support_program_start(
    char *const *arguments, char *const *environment, const char *directory, int errors, support_program *program);

/* Closes the control and waits at most so many milliseconds until the guard is gone. Closes whatever is open. */
void support_program_forget(support_program *program, int patience);

/* Writes to a pipe without SIGPIPE; as write(2) else. */
ssize_t support_write_pipe(int descriptor, const void *bytes, size_t length);

/* A descriptor that a thread waits at until another writes eight bytes to it; -1 with errno. */
int support_event(void);
