"""Consultations out of other systems' files."""
