"""Figures, the records behind them, and targets, by API."""
