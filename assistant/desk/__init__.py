"""What helps with notes, handovers and reminders: rules over values, no input or output."""
