"""What people type about contacts, promises and types."""
