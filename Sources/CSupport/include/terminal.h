#pragma once
#include <stddef.h>
#include <stdint.h>

/* Saves the settings of the terminal `tty`, keeps `restore` (the escapes that undo the screen) and installs every
   handler, of `signals.h` too. Call it before the first escape is written. Returns 0, or -1 with errno. */
int terminal_guard_install(int tty, const char *restore, size_t restore_length);

/* Puts the saved signal handlers and terminal settings back; writes no escapes. */
void terminal_guard_remove(void);

/* Says whether the screen is up: only then do fatal signals write the restore escapes. */
void terminal_guard_arm(int screen_is_up);

/* Writes the restore escapes and the saved settings now. Safe in a signal handler. */
void terminal_restore(void);

/* Writes all of it, whatever interrupts it; 0 where the terminal takes nothing for a while. Safe in a signal handler. */
int terminal_write_all(int descriptor, const char *text, size_t length);

/* What a fatal signal prints after it has restored the terminal; kept by copy. */
void terminal_set_last_words(const char *text);

/* Stops this process until SIGCONT; does nothing where there is no shell that could continue it. */
void terminal_stop_process(void);

/* Waits until `input` or the event descriptor is readable. `timeout` in milliseconds, -1 for ever. Returns the bits
   1 input readable, 2 event, 4 input closed; 0 on a timeout. */
int terminal_wait(int input, int timeout);

/* Bytes waiting on a descriptor; 0 at its end, -1 where it cannot say. */
int terminal_bytes_waiting(int descriptor);

/* Rows and columns of the terminal; 0 on success. */
int terminal_size(int descriptor, int *rows, int *columns);

/* Points descriptor 2 at `path` (created, appended to), which must be a regular file of this user's and no link. Returns 0, or
   -1 with errno. */
int terminal_redirect_errors(const char *path);

/* Points descriptor 2 back at where it was. */
void terminal_return_errors(void);

/* Switches off ctrl-s, ctrl-q, ctrl-v and ctrl-o, which would freeze the screen or swallow a key; ctrl-c and ctrl-z leave
   unread keys alone. */
void terminal_free_control_keys(int tty);
