"""Lists as files. One engine for all: an app declares its list in `exports.py` and registers it.

    register(Export("customers", _("Customers"), Right.CUSTOMERS_READ, customers))

`customers(asking)` gives the `Table`: head and rows of what this user may list. The page says
`{% export "customers" %}` under its table. Purpose, log, escaping, size, job and file stand here.
"""
