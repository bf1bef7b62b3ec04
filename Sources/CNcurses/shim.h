#pragma once
/* Everything that Swift cannot reach by itself: macros, variadic functions and the globals of curses. */
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <stdio.h>
#include <term.h>
#include <wchar.h>

/* term.h defines macros with everyday names. */
#undef columns
#undef lines

static const int CURSES_ERR = ERR;
static const int CURSES_KEY_CODE = KEY_CODE_YES;

static const attr_t CURSES_BOLD = A_BOLD;
static const attr_t CURSES_DIM = A_DIM;
static const attr_t CURSES_ITALIC = A_ITALIC;
static const attr_t CURSES_UNDERLINE = A_UNDERLINE;
static const attr_t CURSES_REVERSE = A_REVERSE;

static const int CURSES_KEY_UP = KEY_UP, CURSES_KEY_DOWN = KEY_DOWN;
static const int CURSES_KEY_LEFT = KEY_LEFT, CURSES_KEY_RIGHT = KEY_RIGHT;
static const int CURSES_KEY_SHIFT_UP = KEY_SR, CURSES_KEY_SHIFT_DOWN = KEY_SF;
static const int CURSES_KEY_SHIFT_LEFT = KEY_SLEFT, CURSES_KEY_SHIFT_RIGHT = KEY_SRIGHT;
static const int CURSES_KEY_HOME = KEY_HOME, CURSES_KEY_END = KEY_END;
static const int CURSES_KEY_PAGE_UP = KEY_PPAGE, CURSES_KEY_PAGE_DOWN = KEY_NPAGE;
static const int CURSES_KEY_ENTER = KEY_ENTER, CURSES_KEY_BACKSPACE = KEY_BACKSPACE;
static const int CURSES_KEY_DELETE = KEY_DC, CURSES_KEY_BACK_TAB = KEY_BTAB;
static const int CURSES_KEY_RESIZE = KEY_RESIZE, CURSES_KEY_MOUSE = KEY_MOUSE;
static const int CURSES_KEY_F0 = KEY_F0;

static inline WINDOW *curses_standard_screen(void) { return stdscr; }
static inline WINDOW *curses_current_screen(void) { return curscr; }
static inline FILE *curses_standard_input(void) { return stdin; }
static inline FILE *curses_standard_output(void) { return stdout; }
static inline int curses_lines(void) { return LINES; }
static inline int curses_columns(void) { return COLS; }
static inline int curses_colors(void) { return COLORS; }

/* Puts one character (and the marks that combine with it) at (y, x) of the standard screen. */
static inline int curses_put(int y, int x, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
  return mvadd_wch(y, x, &cell);
}

/* Whether the terminal's description has a flag, an extended one too. */
static inline int curses_flag(const char *name) { return tigetflag((char *)name) == 1; }

/* The description's number, negative where it has none. */
static inline int curses_number(const char *name) { return tigetnum((char *)name); }

/* The capability's string, or null where the terminal has none. */
static inline const char *curses_capability(const char *name) {
  const char *text = tigetstr((char *)name);
  return text == (const char *)-1 ? NULL : text;
}
