"""The whole centre in one file, readable by every PostgreSQL from 15 on.

A ZIP of tables as COPY writes them, which no version has changed, and a manifest written last: a
file that was cut off has none. pg_dump is not used: an older server refuses what a newer one wrote.
Left out is what belongs to the running product alone: sessions and signs of life. Contact data
stays encrypted: without FIELD_KEYS, which are kept apart, it cannot be read.
"""
