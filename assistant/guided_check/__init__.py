"""Leads the resident through a check: what is decided in skills.check_course is waited for, said and kept here."""
