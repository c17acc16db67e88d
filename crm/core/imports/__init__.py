"""Reading other systems' files: cells, values, mapping files, problems. Targets lie in each app.

A file is read in pieces of a fixed number of rows and a value is worked out once for all equal
cells of a piece, so memory stays flat and the cost of a row small.
"""
