"""Importing what this app keeps, on the engine of `crm.core.imports`."""
