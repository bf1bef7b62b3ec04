#pragma once

/* Signals that are no end, one bit each. */
enum {
  SIGNALS_WINDOW = 1,
  SIGNALS_STOP = 2,
  SIGNALS_CONTINUE = 4,
  /* ctrl-c on a screen, where it need not mean an end. */
  SIGNALS_INTERRUPT = 8,
};

/* Takes every signal whose default ends a process and that can be waited for: it becomes a wish to end, which
   `signals_ending` tells. A second SIGINT or SIGQUIT that finds the first unanswered ends the process at once. What was
   ignored when the program was started stays ignored. With a screen the window's and the job's signals and SIGINT are
   told by `signals_take`, and a terminal that keeps the program from ending is left after a few seconds; without one the
   signals of faults, sent by somebody else, are wishes to end as well. Returns 0, or -1 with errno. */
int signals_watch(int has_screen);

/* Puts the handlers back that there were before. What came until then is still told. */
void signals_release(void);

/* The first signal that asked for an end; 0 while none has. */
int signals_ending(void);

/* The signals that came since the last call, as bits of SIGNALS_…; empties the event descriptor. */
unsigned signals_take(void);

/* Says that the interrupt which was taken has been answered: the next one is a first one again. */
void signals_answer_interrupt(void);

/* Readable whenever a signal arrived or `signals_wake` was called; -1 before the first watch. */
int signals_event_descriptor(void);

/* Makes the event descriptor readable, once until it is drained; callable from any thread. */
void signals_wake(void);

/* Waits until a signal asks for an end, and returns its number. */
int signals_wait_for_end(void);

/* From now on a file that may not become larger (ulimit -f) is an error of the write, as a full disk is. */
void signals_make_large_files_an_error(void);
