#pragma once
#include <stddef.h>

/* Writes what is said to a person to a descriptor: waits at most `patience` milliseconds in all for room, and drops the
   rest. Never blocks for longer, never raises SIGPIPE. Returns how many bytes were taken. */
size_t support_say(int descriptor, const char *text, size_t length, int patience);

/* Makes sure that descriptors 0, 1 and 2 are open, so that no file of the program becomes one of them: reading from one
   that was closed finds its end, writing to it fails. */
void support_reserve_standard_descriptors(void);

/* A descriptor to the socket of that name; -1 with errno. */
int support_connect(const char *path);
