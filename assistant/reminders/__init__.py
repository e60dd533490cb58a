"""Medicine reminders: the table is the truth, APScheduler only wakes the speaker up."""
