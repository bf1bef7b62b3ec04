#define _GNU_SOURCE
#include "terminal.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGTRAP};
static const char *const fatal_lines[] = {
  "phase-tui: SIGSEGV\n", "phase-tui: SIGILL\n", "phase-tui: SIGABRT\n",
  "phase-tui: SIGBUS\n",  "phase-tui: SIGFPE\n", "phase-tui: SIGTRAP\n",
};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };

static struct sigaction fatal_before[fatal_count];
static struct termios saved_settings;
static int guarded_tty = -1, have_settings = 0, installed = 0, errors_before = -1;
static char restore_text[512], last_words[1024];
static size_t restore_length, last_words_length;
static atomic_int screen_up, restoring, leaving, parked;
/* Draws, and nobody else. */
static pthread_t screen_thread;
static struct sigaction park_before;
static char alternate_stack[64 * 1024];

/* Gives up on a terminal that takes nothing for one and a half seconds: a busy machine may keep its reader so long. */
int terminal_write_all(int descriptor, const char *text, size_t length) {
  while (length > 0) {
    struct pollfd room = {.fd = descriptor, .events = POLLOUT};
    int ready = poll(&room, 1, 1500);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || !(room.revents & POLLOUT)) return 0;
    /* Little at a time: a terminal that has room for some of it would keep the rest waiting. */
    ssize_t written = write(descriptor, text, length < 64 ? length : 64);
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written <= 0) return 0;
    text += written;
    length -= (size_t)written;
  }
  return 1;
}

static void wait_a_millisecond(void) {
  struct timespec pause = {0, 1000000};
  nanosleep(&pause, NULL);
}

/* No signal that ends programs, and sent by nobody else. */
enum { park_signal = SIGURG };

static void on_park(int number) {
  (void)number;
  if (!atomic_load(&leaving)) return;
  atomic_store(&parked, 1);
  for (;;) pause();
}

/* Keeps the thread that draws from drawing over the restored screen: it might hide the cursor once more, or write into
   the middle of an escape. Another thread got the signal, and nobody comes back from here. */
static void park_screen(void) {
  if (pthread_equal(pthread_self(), screen_thread)) return;
  atomic_store(&leaving, 1);
  if (pthread_kill(screen_thread, park_signal) != 0) return;
  for (int waited = 0; waited < 1000 && !atomic_load(&parked); waited++) wait_a_millisecond();
}

void terminal_restore(void) {
  if (guarded_tty < 0) return;
  if (atomic_load(&screen_up)) park_screen();
  atomic_fetch_add(&restoring, 1);
  int is_first = atomic_exchange(&screen_up, 0);
  if (is_first) terminal_write_all(guarded_tty, restore_text, restore_length);
  atomic_fetch_sub(&restoring, 1);
  /* Whoever comes second would end the process in the middle of what the first one writes. */
  for (int waited = 0; !is_first && waited < 2000 && atomic_load(&restoring) > 0; waited++) wait_a_millisecond();
  /* Not TCSADRAIN: it would wait for ever on a terminal that nobody reads. */
  if (have_settings) tcsetattr(guarded_tty, TCSANOW, &saved_settings);
}

/* The default comes next, and not what there was before: the Swift runtime's backtrace waits for keys on a terminal
   that somebody else has again. What the runtime says of a trap is in the log by then. */
static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  terminal_restore();
  if (guarded_tty >= 0 && last_words_length > 0) terminal_write_all(guarded_tty, last_words, last_words_length);
  for (int i = 0; i < fatal_count; i++) {
    if (fatal[i] != number) continue;
    (void)!write(2, fatal_lines[i], strlen(fatal_lines[i]));
    struct sigaction end = {.sa_handler = SIG_DFL};
    sigaction(number, &end, NULL);
  }
  /* A fault comes again where it was; what somebody sent does not, nor does a breakpoint. */
  if (info->si_code <= 0 || number == SIGTRAP) raise(number);
}

int terminal_guard_install(int tty, const char *restore, size_t length) {
  if (installed) return 0;
  if (length > sizeof restore_text) {
    errno = EINVAL;
    return -1;
  }
  memcpy(restore_text, restore, length);
  restore_length = length;
  guarded_tty = tty;
  screen_thread = pthread_self();
  atomic_store(&leaving, 0);
  atomic_store(&parked, 0);
  struct sigaction park = {.sa_handler = on_park, .sa_flags = SA_RESTART};
  sigfillset(&park.sa_mask);
  sigaction(park_signal, &park, &park_before);
  have_settings = tcgetattr(tty, &saved_settings) == 0;
  if (signals_watch(1) != 0) return -1;

  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, NULL);

  struct sigaction last = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&last.sa_mask);
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &last, &fatal_before[i]);
  installed = 1;
  return 0;
}

void terminal_guard_remove(void) {
  if (!installed) return;
  signals_release();
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &fatal_before[i], NULL);
  sigaction(park_signal, &park_before, NULL);
  stack_t stack = {.ss_flags = SS_DISABLE};
  sigaltstack(&stack, NULL);
  atomic_store(&screen_up, 0);
  if (have_settings) tcsetattr(guarded_tty, TCSANOW, &saved_settings);
  have_settings = 0;
  guarded_tty = -1;
  last_words_length = 0;
  installed = 0;
}

void terminal_guard_arm(int up) { atomic_store(&screen_up, up); }

void terminal_set_last_words(const char *text) {
  size_t length = strlen(text);
  last_words_length = length < sizeof last_words ? length : sizeof last_words;
  memcpy(last_words, text, last_words_length);
}

void terminal_stop_process(void) {
  /* Not SIGSTOP: the kernel drops a SIGTSTP that no shell could take back, and the program goes on. */
  struct sigaction before, stop = {.sa_handler = SIG_DFL};
  sigemptyset(&stop.sa_mask);
  sigaction(SIGTSTP, &stop, &before);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}

int terminal_wait(int input, int timeout) {
  struct pollfd watch[2] = {{.fd = input, .events = POLLIN}, {.fd = signals_event_descriptor(), .events = POLLIN}};
  if (poll(watch, 2, timeout) < 0) return errno == EINTR ? 2 : 4;
  return (watch[0].revents & POLLIN ? 1 : 0) | (watch[1].revents ? 2 : 0)
         | (watch[0].revents & (POLLHUP | POLLERR | POLLNVAL) ? 4 : 0);
}

int terminal_bytes_waiting(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}

int terminal_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

int terminal_redirect_errors(const char *path) {
  if (errors_before >= 0) return 0;
  /* In a folder that others write to somebody may have put a link or a pipe there before. */
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
  if (file < 0) return -1;
  struct stat found;
  if (fstat(file, &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid() || found.st_nlink != 1) {
    close(file);
    errno = EPERM;
    return -1;
  }
  errors_before = fcntl(2, F_DUPFD_CLOEXEC, 3);
  int status = dup2(file, 2);
  close(file);
  return status < 0 ? -1 : 0;
}

void terminal_return_errors(void) {
  if (errors_before < 0) return;
  dup2(errors_before, 2);
  close(errors_before);
  errors_before = -1;
}

void terminal_free_control_keys(int tty) {
  struct termios settings;
  if (tcgetattr(tty, &settings) != 0) return;
  settings.c_iflag &= ~(tcflag_t)IXON;
  settings.c_lflag &= ~(tcflag_t)IEXTEN;
  /* A ctrl-z in a paste would take the mark at its beginning away, and the rest would be typed. */
  settings.c_lflag |= NOFLSH;
  tcsetattr(tty, TCSANOW, &settings);
}
