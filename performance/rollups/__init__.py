"""The stored sums: counted from the records, kept up to date, proven, and read."""
