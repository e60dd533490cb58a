"""Who is on duty: weekly shifts, substitutes and holidays."""
