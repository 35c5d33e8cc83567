"""What helps: actions, options, hotkeys, the paste gate, docking, over ports. No Qt."""
