"""What happens right now, for the team lead's board: people, what waits, what is due, the level.

Everything is read from the records as they are, so that no sum has to be counted first.
"""
