"""Pages about customers: finding, reading, writing, revealing."""
