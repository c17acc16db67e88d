"""Pages of the desk: consultations, follow-ups, types, channels."""
