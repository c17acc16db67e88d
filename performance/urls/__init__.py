"""Addresses of this app, one module a subject; the roof includes each at the root."""
