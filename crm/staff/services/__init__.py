"""Writes about people, teams and the centre: actor first, one transaction, one audit entry."""
