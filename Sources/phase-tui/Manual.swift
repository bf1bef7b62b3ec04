/// What README and manual page say in the same words.
enum Manual {
  static let exitStatuses: [(status: String, meaning: String)] = [
    ("0", "done; left by q"),
    ("1", "rerun: other bits than recorded; replay: a command was refused"),
    ("64", "an option or argument is wrong"),
    ("65", "something in a file is wrong: a study, data, a theme, keys, settings, records"),
    ("66", "a theme's file cannot be read"),
    ("69", "no terminal that a screen can be drawn on"),
    ("70", "a rate cannot be measured; please report it"),
    ("71", "no memory for a training, or a cell without a result"),
    ("73", "a file cannot be written"),
    ("75", "a round waits for other shares; run it again later"),
    ("129, 130, 131, 143", "ended by hang-up, ctrl-c, ctrl-\\, SIGTERM; what is finished is kept"),
  ]

  static let files: [(path: String, meaning: String)] = [
    (
      "$XDG_CONFIG_HOME/phase-tui/config.toml",
      "Settings: \(Preferences.keys.joined(separator: ", ")). Never written."
    ),
    ("$XDG_CONFIG_HOME/phase-tui/keys.toml", "Keys and their commands. Never written."),
    ("$XDG_CONFIG_HOME/phase-tui/themes/NAME.toml", "Themes. Never written."),
    ("$XDG_STATE_HOME/phase-tui/studies", "What was measured, a directory for each study."),
    ("$XDG_STATE_HOME/phase-tui/log", "Messages while the screen is up; a long one becomes log.old."),
    ("$XDG_STATE_HOME/phase-tui/greeted", "There once the first hint has been shown."),
  ]

  static let environment: [(name: String, meaning: String)] = [
    ("PHASE_TUI_THEME", "The theme, where --theme names none."),
    ("PHASE_TUI_KERNEL", "The kernel: naive, baseline or avx2."),
    ("NO_COLOR", "When not empty: no colours, where --color names none."),
    ("SLURM_CPUS_PER_TASK", "The number of workers, where --jobs says none."),
    (
      "XDG_CONFIG_HOME, XDG_STATE_HOME",
      "Where the files are; ~/.config and ~/.local/state without them. Relative ones are ignored."
    ),
    ("TERM, LC_ALL, LC_CTYPE, LANG", "What the terminal can do, and which characters it shows."),
  ]
}
