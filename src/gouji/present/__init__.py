"""What people read on a terminal: tables as on the printed form, problems as sentences."""
