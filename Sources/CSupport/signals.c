#define _GNU_SOURCE
#include "signals.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { most_signals = 65 };

/* Their default ends the process. SIGXFSZ is an error of the write instead; the real-time ones follow below. */
static const int ends[] = {
  SIGHUP,  SIGINT,    SIGQUIT, SIGUSR1,   SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
  SIGXCPU, SIGVTALRM, SIGPROF, SIGSTKFLT, SIGIO,   SIGPWR,  SIGSYS,
};
static const int faults[] = {SIGSEGV, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGTRAP};
static const struct { int number; unsigned bit; } told[] = {
  {SIGWINCH, SIGNALS_WINDOW}, {SIGTSTP, SIGNALS_STOP}, {SIGCONT, SIGNALS_CONTINUE},
};
enum {
  ends_count = sizeof ends / sizeof ends[0], faults_count = sizeof faults / sizeof faults[0],
  told_count = sizeof told / sizeof told[0],
};

/* How long a screen may take to leave, in seconds, before it is taken for stuck. */
enum { patience = 4 };

static struct sigaction before[most_signals];
static char is_taken[most_signals];
static int event = -1, watches_screen = 0;
static atomic_uint pending, interrupted;
static atomic_int ending, awake, watching;
static sem_t has_ended;
static pthread_t watchdog;

/* What a person sends again when nothing happens. Others come twice by themselves, to a process and to its group. */
static int is_impatient(int number) { return number == SIGINT || number == SIGQUIT; }

static void wake_descriptor(void) {
  uint64_t one = 1;
  if (event >= 0) (void)!write(event, &one, sizeof one);
}

void signals_wake(void) {
  if (!atomic_exchange(&awake, 1)) wake_descriptor();
}

static void leave(int number) {
  terminal_restore();
  _exit(128 + number);
}

static void on_end(int number, siginfo_t *info, void *context) {
  (void)context;
  int error = errno;
  /* A reader that went away is an error of the write that found it out. */
  if (number == SIGPIPE && info->si_code <= 0 && info->si_pid == getpid()) return;
  int none = 0;
  if (watches_screen && number == SIGINT) {
    /* Before it is told: what is told may be answered at once, and then the next one is a first one. */
    if (atomic_exchange(&interrupted, 1)) leave(number);
    atomic_fetch_or(&pending, SIGNALS_INTERRUPT);
  } else if (atomic_compare_exchange_strong(&ending, &none, number)) {
    if (watches_screen) sem_post(&has_ended);
  } else if (is_impatient(number)) {
    /* It finds the program still there: it is stuck, leave from here. */
    leave(number);
  }
  wake_descriptor();
  errno = error;
}

static void on_told(int number) {
  int error = errno;
  for (int i = 0; i < told_count; i++)
    if (told[i].number == number) atomic_fetch_or(&pending, told[i].bit);
  wake_descriptor();
  errno = error;
}

/* A fault of the program's own comes again where it was, once what there was before is back. */
static void on_fault(int number, siginfo_t *info, void *context) {
  if (info->si_code <= 0 && info->si_pid != getpid()) {
    on_end(number, info, context);
    return;
  }
  sigaction(number, &before[number], NULL);
  if (info->si_code <= 0 || number == SIGTRAP) raise(number);
}

/* A terminal that takes nothing holds the loop up in a write; nobody need come back to it. */
static void *watch_over_end(void *nothing) {
  (void)nothing;
  while (sem_wait(&has_ended) != 0 && errno == EINTR) {}
  for (int tenth = 0; tenth < 10 * patience && atomic_load(&watching); tenth++) {
    struct timespec pause = {0, 100000000};
    nanosleep(&pause, NULL);
  }
  if (atomic_load(&watching)) leave(atomic_load(&ending));
  return NULL;
}

static void take(int number, struct sigaction *action, int keeps_ignored) {
  sigaction(number, NULL, &before[number]);
  if (keeps_ignored && before[number].sa_handler == SIG_IGN) return;
  sigaction(number, action, NULL);
  is_taken[number] = 1;
}

int signals_watch(int has_screen) {
  if (atomic_load(&watching)) return 0;
  if (event < 0) event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (event < 0) return -1;
  atomic_store(&pending, 0);
  /* Whoever wakes before there is a descriptor would be the last to. */
  atomic_store(&awake, 0);
  atomic_store(&ending, 0);
  atomic_store(&interrupted, 0);
  watches_screen = has_screen;
  atomic_store(&watching, 1);
  if (has_screen) {
    sigset_t all, mask;
    sigfillset(&all);
    sem_init(&has_ended, 0, 0);
    /* The guard of a stuck screen is no thread that a signal could choose. */
    pthread_sigmask(SIG_BLOCK, &all, &mask);
    int status = pthread_create(&watchdog, NULL, watch_over_end, NULL);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    if (status != 0) {
      atomic_store(&watching, 0);
      errno = status;
      return -1;
    }
  }

  struct sigaction end = {.sa_sigaction = on_end, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigfillset(&end.sa_mask);
  /* On a screen ctrl-c and ctrl-\ are keys, whatever the shell that started it ignored. */
  for (int i = 0; i < ends_count; i++) take(ends[i], &end, !(has_screen && is_impatient(ends[i])));
  for (int number = SIGRTMIN; number <= SIGRTMAX && number < most_signals; number++) take(number, &end, 1);
  if (has_screen) {
    struct sigaction tell = {.sa_handler = on_told, .sa_flags = SA_RESTART};
    sigfillset(&tell.sa_mask);
    for (int i = 0; i < told_count; i++) take(told[i].number, &tell, 0);
  } else {
    struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&fault.sa_mask);
    for (int i = 0; i < faults_count; i++) take(faults[i], &fault, 1);
  }
  return 0;
}

void signals_release(void) {
  if (!atomic_exchange(&watching, 0)) return;
  for (int number = 1; number < most_signals; number++) {
    if (is_taken[number]) sigaction(number, &before[number], NULL);
    is_taken[number] = 0;
  }
  if (watches_screen) {
    sem_post(&has_ended);
    pthread_join(watchdog, NULL);
    sem_destroy(&has_ended);
    watches_screen = 0;
  }
}

int signals_ending(void) { return atomic_load(&ending); }

int signals_event_descriptor(void) { return event; }

unsigned signals_take(void) {
  uint64_t count;
  /* Drain, then let wakers write again, then take. The other way round a wake-up between the first two would be
     drained with the flag left set, and nobody would ever write again. What comes in between here is looked at
     after this call, as the one before it. */
  if (event >= 0) (void)!read(event, &count, sizeof count);
  atomic_store(&awake, 0);
  return atomic_exchange(&pending, 0);
}

void signals_answer_interrupt(void) { atomic_store(&interrupted, 0); }

int signals_wait_for_end(void) {
  while (!atomic_load(&ending)) {
    struct pollfd watch = {.fd = event, .events = POLLIN};
    if (poll(&watch, 1, -1) > 0) (void)signals_take();
  }
  return atomic_load(&ending);
}

static void on_large_file(int number) { (void)number; }

void signals_make_large_files_an_error(void) {
  struct sigaction action = {.sa_handler = on_large_file, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  /* A handler and not SIG_IGN, which programs that this one starts would inherit. */
  sigaction(SIGXFSZ, &action, NULL);
}
