"""The demo centre: an invented Korean home-goods company, drawn from a seed."""
