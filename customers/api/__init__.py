"""Customers by API: `/api/v1/customers/`."""
