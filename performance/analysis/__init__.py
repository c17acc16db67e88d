"""Any figures by up to two dimensions: what was picked, its tables, its drawing."""
