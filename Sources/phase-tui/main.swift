print("phase-tui")
